"""Who somebody else has already named in a picture: suggestions for a clerk to confirm.

Reads XMP: IPTC's list of persons and image regions, the face regions of the Metadata Working Group
(Lightroom, digiKam, phones) and of Microsoft (Windows photo gallery). A name found here opens
nothing and closes nothing. A picture whose metadata is broken or hostile simply names nobody.
"""

import math
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from consentdesk.domain.photos import Region
from consentdesk.services.pictures.anatomy import Header, header
from consentdesk.services.pictures.packets import Element, Refused, parse
from consentdesk.services.pictures.unreadable import PictureError

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns# "
_IPTC = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/ "
_MWG = "http://www.metadataworkinggroup.com/schemas/regions/ "
_AREA = "http://ns.adobe.com/xmp/sType/Area# "
_SIZE = "http://ns.adobe.com/xap/1.0/sType/Dimensions# "
_MP = "http://ns.microsoft.com/photo/1.2/ "
_MP_REGIONS = "http://ns.microsoft.com/photo/1.2/t/RegionInfo# "
_MP_REGION = "http://ns.microsoft.com/photo/1.2/t/Region# "

_TELLING = (b"PersonInImage", b"Regions")
_MOST = 200
_LONGEST = 200


class NameSource(StrEnum):
    """Whose way of writing it was."""

    PERSON_IN_IMAGE = "person_in_image"
    IMAGE_REGION = "image_region"
    MWG = "mwg"
    MICROSOFT = "microsoft"


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A name as written in the file, and where the person is, where the file says so.

    A place is only what somebody's program said once: the picture may have been turned, mirrored or
    cropped since by another that left it as it was. Only eyes can tell.
    """

    name: str
    region: Region | None
    source: NameSource


def named_people(data: bytes) -> tuple[NamedPerson, ...]:
    """The people named in a picture's metadata, those with a region first.

    Each name once, or once for each region it has: which one is right, the file does not tell.
    Regions are turned as the picture is seen. Never raises: what can't be read names nobody.
    """
    try:
        head = header(data)
    except PictureError:
        return ()
    found: dict[tuple[str, Region | None], NamedPerson] = {}
    for packet in head.xmp:
        # Most packets speak of exposure and lenses only. One in UTF-16 can't be asked this way.
        if b"\x00" not in packet and not any(word in packet for word in _TELLING):
            continue
        try:
            root = parse(packet)
        except Refused:
            continue
        for person in _people(root, head):
            found.setdefault((person.name.casefold(), _rounded(person.region)), person)
            if len(found) >= _MOST:
                break
    placed = {name for name, region in found if region is not None}
    kept = [p for (name, region), p in found.items() if region is not None or name not in placed]
    return tuple(sorted(kept, key=lambda p: p.region is None))


def _rounded(region: Region | None) -> Region | None:
    """The region to a thousandth: programs write the same one in more than one way."""
    if region is None:
        return None
    return Region(*(round(n, 3) for n in (region.x, region.y, region.w, region.h)))


def _people(root: Element, head: Header) -> Iterator[NamedPerson]:
    for person in (*_mwg(root, head), *_microsoft(root), *_iptc_regions(root), *_listed(root)):
        name = _tidy(person.name)
        if name:
            region = _clipped(person.region)
            yield replace(person, name=name, region=region and _turned(region, head.orientation))


def _tidy(name: str) -> str:
    """The name on one line, composed (NFC), without signs that are not seen."""
    seen = "".join(c if not unicodedata.category(c).startswith("C") else " " for c in name)
    return unicodedata.normalize("NFC", " ".join(seen.split()))[:_LONGEST]


def _mwg(root: Element, head: Header) -> Iterator[NamedPerson]:
    for regions in root.iter(_MWG + "Regions"):
        regions = _inner(regions)
        size = regions.child(_MWG + "AppliedToDimensions")
        here, seen = _measured(size, head)
        for item in _items(regions.child(_MWG + "RegionList")):
            kind = _value(item, _MWG + "Type") or "Face"
            area = item.child(_MWG + "Area")
            if kind != "Face" or area is None:
                continue
            x, y, w, h = (_number(_value(_inner(area), _AREA + side)) for side in "xywh")
            # x and y are the centre here, the corner with everybody else.
            region = Region(x - w / 2, y - h / 2, w, h)
            if seen:
                region = _turned(region, _BACK.get(head.orientation, head.orientation))
            name = _value(item, _MWG + "Name")
            yield NamedPerson(name, region if here else None, NameSource.MWG)


def _measured(size: Element | None, head: Header) -> tuple[bool, bool]:
    """Whether regions may have been measured on this picture, and whether on it as seen.

    The standard says: on the picture as stored. Some programs measure as seen, and give themselves
    away by width and height changing places. A picture of another size was this one before it was
    turned, cropped or made smaller, and where a face is now, nobody knows. Where the size is not
    told, or is the same both ways, the standard is followed.
    """
    if size is None or _value(_inner(size), _SIZE + "unit") != "pixel":
        return True, False
    sides = tuple(_number(_value(_inner(size), _SIZE + side)) for side in "wh")
    stored = (head.width, head.height)
    return sides in (stored, head.seen_size), sides != stored


def _microsoft(root: Element) -> Iterator[NamedPerson]:
    for info in root.iter(_MP + "RegionInfo"):
        for regions in info.iter(_MP_REGIONS + "Regions"):
            for item in _items(regions):
                name = _value(item, _MP_REGION + "PersonDisplayName")
                sides = [_number(s) for s in _value(item, _MP_REGION + "Rectangle").split(",")]
                region = Region(*sides) if len(sides) == 4 else None
                yield NamedPerson(name, region, NameSource.MICROSOFT)


def _iptc_regions(root: Element) -> Iterator[NamedPerson]:
    for regions in root.iter(_IPTC + "ImageRegion"):
        for item in _items(regions):
            boundary = item.child(_IPTC + "RegionBoundary")
            region = _boundary(_inner(boundary)) if boundary is not None else None
            for person in item.children:
                if person.name == _IPTC + "PersonInImage":
                    for name in person.iter(_RDF + "li"):
                        yield NamedPerson(name.text, region, NameSource.IMAGE_REGION)


def _boundary(boundary: Element) -> Region | None:
    """A rectangle in fractions; circles, polygons and pixels are left to the clerk's eyes."""
    if _value(boundary, _IPTC + "rbShape") != "rectangle":
        return None
    if _value(boundary, _IPTC + "rbUnit") != "relative":
        return None
    return Region(*(_number(_value(boundary, _IPTC + "rb" + s)) for s in "XYWH"))


def _listed(root: Element) -> Iterator[NamedPerson]:
    for people in root.iter(_IPTC + "PersonInImage"):
        for name in people.iter(_RDF + "li"):
            yield NamedPerson(name.text, None, NameSource.PERSON_IN_IMAGE)


def _items(holder: Element | None) -> Iterator[Element]:
    """The members of a list, each without the wrapping that RDF allows around it."""
    if holder is not None:
        for bag in holder.children:
            for item in bag.children:
                if item.name == _RDF + "li":
                    yield _inner(item)


def _inner(element: Element) -> Element:
    """RDF allows a structure to stand in a Description of its own, or right here."""
    return element.child(_RDF + "Description") or element


def _value(element: Element, name: str) -> str:
    """A value written as an attribute or as an element, as RDF allows either."""
    child = element.child(name)
    return (child.text if child is not None else element.attributes.get(name, "")).strip()


def _number(text: str) -> float:
    """The number, or NaN: a region with one is no region."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _clipped(region: Region | None) -> Region | None:
    """The part of a region within the picture; None where there is none."""
    if region is None or not all(map(math.isfinite, (region.x, region.y, region.w, region.h))):
        return None
    left, top = max(0.0, region.x), max(0.0, region.y)
    right, bottom = min(1.0, region.x + region.w), min(1.0, region.y + region.h)
    if right <= left or bottom <= top:
        return None
    return Region(left, top, right - left, bottom - top)


_BACK: Mapping[int, int] = {6: 8, 8: 6}
"""The turns that undo one another; every other one undoes itself."""


def _turned(region: Region, orientation: int) -> Region:
    """Where a region of the stored picture lies in the picture as seen."""
    x, y, w, h = region.x, region.y, region.w, region.h
    far_x, far_y = 1 - x - w, 1 - y - h
    match orientation:
        case 2:
            return Region(far_x, y, w, h)
        case 3:
            return Region(far_x, far_y, w, h)
        case 4:
            return Region(x, far_y, w, h)
        case 5:
            return Region(y, x, h, w)
        case 6:
            return Region(far_y, x, h, w)
        case 7:
            return Region(far_y, far_x, h, w)
        case 8:
            return Region(y, far_x, h, w)
        case _:
            return region
