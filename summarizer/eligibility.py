"""Which sentences may speak for an article: not its subheads, bylines, captions, cut ends or appeals to click.

Rule to remember: a doubt is decided against the sentence; a text that has no other sentence still gets what there is.
"""

import re
from collections.abc import Sequence

from summarizer.summary import Span

_CLOSERS = "\"'”’»«›)\\]}」』】》〉）］"
_FULL_STOP = re.compile(rf"[.!?…。！？｡．।॥۔؟։။។༎።᙮;](?:\[\d+\])?[\s{_CLOSERS}]*$")
_CUT = re.compile(rf"(?:…|\.\.+|\[(?:…|\.\.\.|more|\+)\]|\((?:…|\.\.\.)\)|&hellip;|&#8230;|。。+|‥)[\s{_CLOSERS}.]*$")
_LETTERS = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MIN_WORDS = 4
_MIN_UNSPACED = 8  # characters, where a script has no spaces

_READ_MORE = re.compile(
    r"^\W*(?:"
    r"(?:read|see|learn|find out) (?:more|also|next|the full)\b|(?:also |must )read\b|read:|related\b.{0,20}:|related (?:stories|articles|news|topics)|more (?:on|from|about) (?:this|the|our)\b"
    r"|recommended\b.{0,20}:|(?:watch|listen|see|look)(?: now| live| here)?:|click (?:here|on|to)\b|tap (?:here|to)\b|scroll (?:down|on|to)\b|swipe\b|continue reading|keep reading|editor'?s? (?:note|picks?)\b|you may also like|don'?t miss:"
    r"|lire (?:aussi|la suite|également)|à lire\b|(?:voir|écouter) aussi|lesen sie (?:auch|mehr|hier)|mehr (?:zum thema|dazu|lesen)|auch interessant|weiterlesen"
    r"|(?:leer|lea|lee|ver|vea) (?:más|también|además)|te puede interesar|(?:leia|veja|saiba) (?:mais|também)|leggi (?:anche|tutto|qui)|per approfondire|lees (?:ook|verder|meer)|läs (?:också|även|mer)|les (?:også|mer|mere)|læs (?:også|mere)|lue (?:myös|lisää)"
    r"|(?:czytaj|przeczytaj|zobacz) (?:też|także|również|więcej)|(?:čtěte|přečtěte si) (?:také|více|i)|citește (?:și|mai)|olvassa? (?:el|tovább)|(?:διαβάστε|δείτε) (?:επίσης|περισσότερα|ακόμα)"
    r"|читайте? (?:также|ещ[её]|далее|подробнее)|подробнее\b.{0,40}$|по теме:|читайте (?:також|більше)|прочетете (?:още|повече)|devamını oku|(?:ayrıca|bunu da) (?:bakın|okuyun)|baca (?:juga|selengkapnya)|xem (?:thêm|tiếp)|đọc (?:thêm|tiếp)|>>"
    r"|আরও? পড়ুন|আরো পড়ুন|বিস্তারিত পড়ুন|यह भी पढ़ें|ये भी पढ़ें|और पढ़ें|اقر[أا] (?:أيضا|المزيد)|یہ بھی پڑھیں|مزید پڑھیں|بیشتر بخوانید|همچنین بخوانید|קראו (?:גם|עוד)|אולי יעניין"
    r"|(?:阅读|閱讀|查看|点击|點擊)(?:更多|全文|原文|查看)|(?:相关|相關|延伸)(?:阅读|閱讀|新闻|新聞|报道|報導)|続きを読む|関連記事|あわせて読みたい|관련 ?(?:기사|뉴스)|더 ?보기|อ่าน(?:เพิ่มเติม|ต่อ|ข่าว)|ข่าวที่เกี่ยวข้อง"
    r")",
    re.IGNORECASE,
)
_SITE_TALK = re.compile(
    r"newsletter|\bcookies?\b.{0,80}(?:accept|consent|polic|settings|setting|browser|use|site|experience|agree)|(?:accept|use|uses|using|manage|all) cookies"
    r"|^\W*(?:sign[- ]?up|subscribe|log ?in|register|follow us|like us|join us|join our|share (?:this|on)|download (?:the|our)|get (?:the|our) (?:app|latest|daily|best)|advertisement|enable javascript|please enable|support (?:our|independent) journalism)\b"
    r"|all rights reserved|this (?:article|story|material|content) (?:was (?:originally|first)|may not be|has been (?:updated|amended|corrected))|may not be (?:published|reproduced|redistributed)|terms (?:of (?:use|service)|and conditions) .{0,40}(?:apply|agree)|privacy policy"
    r"|(?:abonnieren sie|jetzt abonnieren|anmelden und|cookies? (?:zu|akzeptieren)|alle rechte vorbehalten)|(?:abonnez-vous|inscrivez-vous|tous droits réservés|suivez-nous)|(?:suscr[ií]b[ae]te|todos los derechos|síguenos|regístrate)"
    r"|(?:assine (?:a|o|já|nossa)|inscreva-se|todos os direitos|siga-nos)|(?:iscriviti|tutti i diritti|seguici su)|(?:schrijf je in|meld je aan|alle rechten)|(?:zapisz się|wszelkie prawa|śledź nas)"
    r"|(?:подпи(?:шитесь|сывайтесь)|все права защищены|файлы cookie)|(?:підпи(?:шіться|суйтесь)|усі права захищені)|(?:abone olun|tüm hakları saklıdır|bültenimize)|(?:ikuti kami|berlangganan|hak cipta)|(?:đăng ký nhận|theo dõi chúng tôi|bản quyền thuộc)"
    r"|সাবস্ক্রাইব করুন|সর্বস্বত্ব সংরক্ষিত|सब्सक्राइब करें|सर्वाधिकार सुरक्षित|اشترك(?:وا)? في|جميع الحقوق محفوظة|سبسکرائب|جملہ حقوق|عضو خبرنامه|کلیه حقوق|订阅我们|版权所有|未经授权|未經授權|無断転載|ニュースレター|뉴스레터|무단 ?전재|재배포 금지|สมัครรับ|สงวนลิขสิทธิ์|ενημερωτικό δελτίο|πνευματικά δικαιώματα|הירשמו|כל הזכויות שמורות",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"^\W*(?:photo(?:graph)?s?|image|picture|pic|file photo|video|graphic|illustration|caption|credit|foto|fotos|bild|symbolbild|imagen|imagem|immagine|kuva|billede|zdjęcie|fot|φωτογραφία|фото|видео|иллюстрация|fotoğraf|gambar|ảnh|hình|ছবি|फोटो|तस्वीर|صورة|تصویر|عکس|图|图片|圖|写真|画像|사진|ภาพ|תמונה|צילום)"
    r"(?: (?:by|from|credit|courtesy|source|:))?\s*(?:[:：/|©]|\()"
    r"|^\W*(?:photo(?:graph)?|image|picture|foto|photographie|illustration)s? (?:by|courtesy|credit|taken by|von|par|de|di|:)\b"
    r"|^\W*©|\((?:file )?(?:photo|image|picture|foto|bild|reuters|ap|afp|epa|getty|dpa|xinhua)[^()]{0,60}\)\W*$|(?:/|\bvia )(?:getty images|reuters|afp|ap photo|epa)\W*$|\bgetty images\W*$",
    re.IGNORECASE,
)
_BY = frozenset(
    [
        "by",
        "von",
        "par",
        "por",
        "di",
        "da",
        "door",
        "av",
        "af",
        "autor",
        "autoren",
        "autora",
        "auteur",
        "автор",
        "текст",
        "redaktion",
        "reporting",
        "writing",
        "editing",
    ]
)
_BETWEEN_NAMES = frozenset(
    [
        "by",
        "and",
        "und",
        "et",
        "y",
        "e",
        "en",
        "och",
        "og",
        "for",
        "in",
        "at",
        "the",
        "of",
        "de",
        "la",
        "van",
        "der",
        "del",
        "di",
        "da",
        "i",
        "и",
        "та",
        "ve",
        "&",
        "|",
        "-",
        "–",
        "with",
    ]
)


def rate_eligibility(text: str, spans: Sequence[Span]) -> list[str]:
    """For each sentence why it may not speak for the text, "" when it may.

    The reasons: "no words", "too short", "cut off", "label" (no full stop: subheads, bylines, captions, dates), "byline",
    "caption", "read more", "site talk" (cookies, newsletters, rights).
    """
    marked = _ends_sentences_with_marks(text, spans)
    return [_object_to(text[start:end], needs_full_stop=marked) for start, end in spans]


def _object_to(sentence: str, *, needs_full_stop: bool) -> str:
    head = sentence[:400]  # what these patterns look for begins or ends a sentence
    if not _LETTERS.search(head):
        return "no words"
    if _CUT.search(sentence[-40:]):
        return "cut off"
    if needs_full_stop and not _FULL_STOP.search(sentence[-40:]):
        return "label"
    if len(head.split(None, _MIN_WORDS)) < _MIN_WORDS and len(_UNSPACED.findall(head)) < _MIN_UNSPACED:
        return "too short"
    return _name_intruder(head)


def _name_intruder(sentence: str) -> str:
    for reason, pattern in (("read more", _READ_MORE), ("site talk", _SITE_TALK), ("caption", _CAPTION)):
        if pattern.search(sentence):
            return reason
    return "byline" if _names_authors(sentence) else ""


def _names_authors(sentence: str) -> bool:
    words = sentence.strip("()[] .").replace(":", " ").replace(";", " ").split(None, 14)
    if not 2 <= len(words) <= 14 or words[0].lower() not in _BY:
        return False
    return all(word[0].isupper() or word.lower() in _BETWEEN_NAMES for word in words[1:])


def _ends_sentences_with_marks(text: str, spans: Sequence[Span]) -> bool:
    """Whether most of a text's words stand in sentences with a full stop: Thai has none, transcripts often lack them."""
    marked = sum(end - start for start, end in spans if _FULL_STOP.search(text[max(start, end - 40) : end]))
    return marked * 2 > sum(end - start for start, end in spans)
