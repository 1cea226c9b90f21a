"""Languages as lists write them: a code, or the name in Danish, Swedish, English or itself."""

import re
from collections.abc import Mapping

from consentdesk.services.class_list.fields import plain_words

_NAMES: Mapping[str, str] = {
    "am": "amharisk amhariska amharic",
    "ar": "arabisk arabiska arabic syrisk irakisk",
    "az": "aserbajdsjansk azerbajdzjanska azerbaijani",
    "bg": "bulgarsk bulgariska bulgarian",
    "bn": "bengalsk bengali bangla",
    "bs": "bosnisk bosniska bosnian",
    "cs": "tjekkisk tjeckiska czech",
    "da": "dansk danska danish",
    "de": "tysk tyska german deutsch",
    "el": "grask grekiska greek",
    "en": "engelsk engelska english",
    "es": "spansk spanska spanish espanol",
    "et": "estisk estniska estonian",
    "fa": "persisk persiska persian farsi dari",
    "fi": "finsk finska finnish suomi",
    "fo": "farosk faroska faroiska faroese",
    "fr": "fransk franska french francais",
    "he": "hebraisk hebreiska hebrew",
    "hi": "hindi",
    "hr": "kroatisk kroatiska croatian",
    "hu": "ungarsk ungerska hungarian",
    "hy": "armensk armeniska armenian",
    "id": "indonesisk indonesiska indonesian",
    "is": "islandsk islandska icelandic",
    "it": "italiensk italienska italian",
    "ja": "japansk japanska japanese",
    "ka": "georgisk georgiska georgian",
    "kl": "gronlandsk gronlandska greenlandic kalaallisut",
    "ko": "koreansk koreanska korean",
    "ku": "kurdisk kurdiska kurdish kurmanji sorani",
    "lt": "litauisk litauiska lithuanian",
    "lv": "lettisk lettiska latvian",
    "mk": "makedonsk makedonska macedonian",
    "mn": "mongolsk mongoliska mongolian",
    "ne": "nepalesisk nepali nepalesiska",
    "nl": "hollandsk nederlandsk nederlandska hollandska dutch",
    "no": "norsk norska norwegian",
    "pa": "punjabi panjabi",
    "pl": "polsk polska polish polski",
    "ps": "pashto pasto",
    "pt": "portugisisk portugisiska portuguese",
    "ro": "rumansk rumanska romanian",
    "ru": "russisk ryska russian",
    "se": "samisk samiska sami nordsamiska",
    "sk": "slovakisk slovakiska slovak",
    "sl": "slovensk slovenska slovenian",
    "so": "somali somalisk somaliska",
    "sq": "albansk albanska albanian",
    "sr": "serbisk serbiska serbian",
    "sv": "svensk svenska swedish",
    "sw": "swahili",
    "ta": "tamil tamilsk tamilska",
    "th": "thai thailandsk thailandska",
    "ti": "tigrinya tigrinja",
    "tl": "tagalog filippinsk filippinska filipino",
    "tr": "tyrkisk turkiska turkish turkce",
    "uk": "ukrainsk ukrainska ukrainian",
    "ur": "urdu",
    "vi": "vietnamesisk vietnamesiska vietnamese",
    "yi": "jiddisch jiddish yiddish",
    "zh": "kinesisk kinesiska chinese mandarin kantonesisk",
}


def language_code(text: str) -> str | None:
    """The ISO 639-1 code a text means, or None; of several languages the first named is meant."""
    first = re.split(r"[,;/]| og | och | and ", text.strip())[0]
    words = plain_words(first)
    code = words.split(" ")[0]
    if len(code) == 2 and code in _NAMES:
        # Alone, or with a country: da-DK.
        return code
    return next((code for code, names in _NAMES.items() if words and words in names.split()), None)
