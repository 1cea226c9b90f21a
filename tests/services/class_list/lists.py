"""Lists as spreadsheets write them, made by hand: no library of ours writes any."""

from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from consentdesk.services.class_list.columns import Columns, guess
from consentdesk.services.class_list.reading import Table, read_table
from consentdesk.services.class_list.rows import Listed, listed

TODAY = date(2026, 9, 14)
DATA = Path(__file__).resolve().parents[2] / "data"
HEAD = "Navn;Født;Klasse\n"
Row = Sequence[str | int | float | date]
_EPOCH = date(1899, 12, 30)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def text_list(folder: Path, text: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
    """A text file with that in it."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def xlsx(
    folder: Path, sheets: dict[str, str], name: str = "list.xlsx", hidden: Collection[str] = ()
) -> Path:
    """A workbook whose sheets hold that XML, some hidden; the first style is a day's."""
    path = folder / name
    numbers = range(1, len(sheets) + 1)
    listed_ = "".join(
        f'<sheet name="{escape(title)}" sheetId="{n}" r:id="r{n}"'
        + (' state="hidden"/>' if title in hidden else "/>")
        for n, title in zip(numbers, sheets, strict=True)
    )
    leads = "".join(
        f'<Relationship Id="r{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    leads += f'<Relationship Id="r0" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    to_book = f'<Relationship Id="r1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    with ZipFile(path, "w", ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        parts.writestr("_rels/.rels", _relations(to_book))
        parts.writestr("xl/_rels/workbook.xml.rels", _relations(leads))
        parts.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
            f"<sheets>{listed_}</sheets></workbook>",
        )
        parts.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
            '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
        for number, inner in zip(numbers, sheets.values(), strict=True):
            parts.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{inner}</sheetData></worksheet>',
            )
    return path


def _relations(inner: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def sheet(*rows: Row) -> str:
    """The XML of a sheet's rows."""
    return "".join(
        f'<row r="{n}">' + "".join(_cell(n, c, value) for c, value in enumerate(row)) + "</row>"
        for n, row in enumerate(rows, 1)
        if row
    )


def _cell(row: int, column: int, value: str | int | float | date) -> str:
    place = f"{chr(65 + column)}{row}"
    match value:
        case date():
            return f'<c r="{place}" s="1"><v>{(value - _EPOCH).days}</v></c>'
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case _:
            return f'<c r="{place}"><v>{value}</v></c>'


def ods(folder: Path, *rows: Sequence[str | date], name: str = "list.ods") -> Path:
    """An OpenDocument sheet, with the endless empty rest that every spreadsheet writes."""
    path = folder / name
    lines = "".join(
        "<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows
    )
    rest = (
        '<table:table-row table:number-rows-repeated="1048500"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        parts.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet><table:table "
            f'table:name="3.B">{lines}{rest}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
    return path


def _ods_cell(value: str | date) -> str:
    if value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        said = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        return f"<table:table-cell {said}><text:p>{value}</text:p></table:table-cell>"
    return (
        f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p>'
        "</table:table-cell>"
    )


def table_of(path: Path) -> tuple[Table, Columns]:
    """The table in a file and what its columns are guessed to be."""
    table = read_table(path, TODAY)
    return table, guess(table, TODAY)


def people_in(path: Path, *, policy: str = "dk", group: str = "") -> tuple[Listed, ...]:
    """Everybody on the list in a file."""
    table, columns = table_of(path)
    return listed(table, columns, TODAY, policy=policy, group=group)
