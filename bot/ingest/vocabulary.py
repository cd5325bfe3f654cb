"""The words news pages put around their articles, in the languages we know them in.

Rule: nothing may work only because a word is listed here; the shape of a page decides, these words help it.
"""

import re
from collections.abc import Sequence


class Phrases:
    """Phrases looked for in a line. Those that may stand anywhere are only tried where one of their cues is.

    A cue is a piece that every match of the phrase holds. Without them each of a hundred phrases is tried at each letter, which
    was four fifths of the time that reading a feed took.
    """

    def __init__(
        self, start: re.Pattern[str] | None, anywhere: Sequence[tuple[Sequence[str], re.Pattern[str]]]
    ) -> None:
        """`start` matches at the start of a line; the others, each after its cues, anywhere in it."""
        self._start = start
        self._anywhere = anywhere
        self._ascii = [(plain, phrase) for cues, phrase in anywhere if (plain := list(filter(str.isascii, cues)))]

    def search(self, line: str) -> bool:
        """Whether one of the phrases is in the line."""
        if self._start and self._start.match(line):
            return True
        return any(phrase.search(line) for _, phrase in self._possible(line))

    def within(self, text: str) -> "Phrases":
        """The same for the lines of this text, without the phrases that it can't hold: mostly all that stand anywhere."""
        return Phrases(self._start, self._possible(text))

    def _possible(self, text: str) -> Sequence[tuple[Sequence[str], re.Pattern[str]]]:
        groups = self._ascii if text.isascii() else self._anywhere
        if not groups:
            return ()
        folded = _fold(text)
        return [group for group in groups if _holds(folded, group[0])]


def _holds(text: str, cues: Sequence[str]) -> bool:
    for cue in cues:  # noqa: SIM110 (a generator takes twice the time, and this is where reading spends it)
        if cue in text:
            return True
    return False


def _fold(text: str) -> str:
    """Equal for all that `re.IGNORECASE` takes for equal, the Turkish i with and without a dot among it."""
    return text.lower() if text.isascii() else text.casefold().replace("\u0307", "").replace("ı", "i")


def _whole(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})\W*$", re.IGNORECASE)


def _start(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE)


def _anywhere(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


def _at_start(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{'|'.join(phrases)})", re.IGNORECASE)


def _cued(cues: str, *phrases: str) -> tuple[Sequence[str], re.Pattern[str]]:
    """Phrases with their cues, which are separated by "|"."""
    return tuple(_fold(cue) for cue in cues.split("|")), _anywhere(*phrases)


# Lines that head a list of other articles, or a part of the page.
LABEL = _whole(
    r"(?:related|more|full|latest|breaking|top|other|recent|local|live|world|national|international) (?:news|stories|posts?|articles?|headlines|coverage|reading|topics|updates?)(?: (?:from|on|in|about) .{1,30})?",
    r"(?:most|more) (?:read|popular|viewed|shared|commented|from|on|in|like this)(?: .{1,30})?",
    r"(?:you (?:may|might) also like|recommended(?: for you| stories)?|editor'?s'? (?:picks?|choice)|don'?t miss|what to read next|read next|up next|also (?:read|in the news)|trending(?: now)?|in (?:other news|brief|pictures)|on this topic|elsewhere on .{1,30}|from our partners|comments?(?: \(?\d+\)?)?|leave a (?:comment|reply)|tags?|topics?|categories|archives?|sections?|opinion|must reads?)",
    r"(?:mehr|weitere|aktuelle|neueste|meistgelesene|verwandte|ähnliche|andere|top) ?-?(?:zum thema|nachrichten|artikel|meldungen|themen|beiträge|aus .{1,30})",
    r"(?:meistgelesen|am meisten gelesen|das könnte (?:sie|dich) auch interessieren|lesen sie auch|auch interessant|zum thema|newsticker|kommentare?|schlagzeilen|startseite)",
    r"(?:à lire (?:aussi|également)|lire aussi|sur le même (?:sujet|thème)|les plus (?:lus|populaires|partagés)|dernières (?:nouvelles|actualités|infos)|articles? (?:liés|associés|similaires|connexes)|(?:nos )?recommandations|à la une|commentaires?|l'actu en continu)",
    r"(?:noticias? (?:relacionadas?|destacadas?)|(?:más|mas) (?:noticias|leídas?|leídos?|información|sobre .{1,30})|(?:las|lo) más (?:leídas?|leído|vistas?|visto)|también te puede interesar|te puede interesar|te recomendamos|últimas? (?:noticias|hora)|artículos relacionados|lee(?:r)? también|comentarios?|portada)",
    r"(?:notícias relacionadas|(?:as )?mais (?:lidas|notícias|vistas)|leia (?:também|mais)|veja também|últimas notícias|saiba mais|comentários?)",
    r"(?:notizie correlate|leggi anche|(?:i|le) più (?:letti|lette)|ultime notizie|potrebbe interessarti(?: anche)?|articoli correlati|commenti)",
    r"(?:lees (?:ook|meer)|meer nieuws|meest gelezen|gerelateerde? (?:artikelen|nieuws)|laatste nieuws|reacties)",
    r"(?:czytaj (?:także|też|więcej)|zobacz (?:także|też)|najczęściej czytane|powiązane|najnowsze|komentarze|polecane)",
    r"(?:читайте также|по теме|другие новости|ещё новости|еще новости|самое читаемое|популярное|последние новости|новости по теме|лента новостей|главные новости|комментарии|материалы по теме)",
    r"(?:читайте також|за темою|інші новини|останні новини|популярне|коментарі)",
    r"(?:ilgili haberler|son dakika|en çok okunanlar|diğer haberler|bunlar da ilginizi çekebilir|yorumlar)",
    r"(?:berita (?:terkait|terkini|lainnya|populer)|baca juga|terpopuler|komentar)",
    r"(?:tin (?:liên quan|mới|khác|nóng)|xem thêm|đọc nhiều|bình luận)",
    r"(?:আর[ওো]+ (?:পড়ুন|খবর|সংবাদ)|আরও খবর|সম্পর্কিত (?:খবর|সংবাদ)|সর্বশেষ(?: সংবাদ| খবর)?|সর্বাধিক পঠিত|এই বিভাগের আর[ওো]+ খবর|জনপ্রিয়|মতামত|মন্তব্য|প্রচ্ছদ)",
    r"(?:(?:यह|ये) भी पढ़ें|संबंधित (?:खबरें|ख़बरें|समाचार)|ताज़?ा (?:खबरें|ख़बरें|समाचार)|और (?:खबरें|ख़बरें|पढ़ें)|बड़ी (?:खबरें|ख़बरें)|टिप्पणियां)",
    r"(?:اقر[أا] (?:أيض[اً]+|المزيد)|أخبار (?:ذات صلة|متعلقة|أخرى)|الأكثر (?:قراءة|مشاهدة)|مواضيع ذات صلة|ذات صلة|آخر الأخبار|المزيد(?: من الأخبار)?|تعليقات)",
    r"(?:اخبار مرتبط|بیشتر بخوانید|پربازدیدترین(?:‌ها)?|آخرین اخبار|یہ بھی پڑھیں|مزید (?:خبریں|پڑھیں)|تازہ ترین)",
    r"(?:関連(?:記事|ニュース|リンク)|あわせて読みたい|おすすめ(?:記事)?|人気(?:記事|ランキング)|アクセスランキング|最新(?:記事|ニュース)|新着(?:記事)?|注目の?ニュース|主要ニュース|コメント)",
    r"(?:相关(?:新闻|阅读|报道|链接)|相關(?:新聞|閱讀|報導)|(?:延伸|推荐|推薦)(?:阅读|閱讀)|热门(?:新闻|文章|推荐)|熱門(?:新聞|文章)|最新(?:消息|新闻|新聞)|更多(?:新闻|新聞)?|评论|評論)",
    r"(?:관련 ?(?:기사|뉴스)|많이 본 (?:뉴스|기사)|주요 ?뉴스|최신 ?(?:뉴스|기사)|추천 ?(?:기사|뉴스)|댓글)",
)

# A line that ends a lead and leads on, or stands alone under one.
READ_MORE = r"(?:(?:read|see|show|view|learn)(?: the)? (?:more|full (?:story|article))|continue reading|keep reading|full (?:story|article)|more(?: »| ›|>>)|weiter ?lesen|mehr (?:lesen|dazu)|zum artikel|lire (?:la suite|plus)|en savoir plus|(?:leer|ver|seguir leyendo) ?más|seguir leyendo|(?:leia|ler|saiba) mais|continuar lendo|leggi (?:tutto|di più)|continua a leggere|lees (?:meer|verder)|czytaj (?:więcej|dalej)|читать (?:далее|полностью|дальше)|подробнее|читати далі|devamını oku|baca selengkapnya|selengkapnya|(?:xem|đọc) (?:thêm|tiếp)|বিস্তারিত(?: পড়ুন)?|আর[ওো] পড়ুন|(?:और|आगे|पूरी (?:खबर|ख़बर)) पढ़ें|اقر[أا] المزيد|ادامه (?:مطلب|خبر)|続きを(?:読む|見る)|もっと(?:読む|見る)|(?:阅读|閱讀)(?:全文|更多|原文)|查看(?:更多|全文)|더 ?(?:보기|읽기)|자세히 ?보기)"
READ_MORE_LINE = re.compile(rf"^\W*{READ_MORE}\W*$", re.IGNORECASE)
READ_MORE_END = re.compile(rf"[.!?…。।»\])\"”’]\s*{READ_MORE}[\s»›>→]*$", re.IGNORECASE)
CUT_END = re.compile(
    r"(?:[\[(（]\s*(?:…|\.{3,}|&hellip;|\+)\s*[\])）]|\[\+\d+ chars\]|…|\.{3,}|‥|。{2,})[\s\"'”’»」』]*$"
)

BYLINE = _start(
    r"by(?! (?:the|a|an|far|now|then|contrast|comparison)\b)(?=\s+[^\W\d_])",
    r"von(?= [A-ZÄÖÜ])",
    r"par(?= [A-ZÀ-Ý])",
    r"por(?= [A-ZÀ-Ý])",
    r"door(?= [A-Z])",
    r"(?:text|autor(?:in|en)?|author|reporter|correspondent|written by|reported by|reporting by|posted by|published by|auteur|autora?|escrito por|redacción|redactie|redaktion|autore|scritto da|автор|текст|yazan|penulis|tác giả|লেখক|প্রতিবেদক|निज(?:স্ব)? প্রতিবেদক|নিজস্ব প্রতিবেদক|স্টাফ রিপোর্টার|लेखक|संवाददाता|بقلم|كتب(?:ت)?|تقرير|نویسنده|文|記者|作者|记者|기자)\s*[:：/|]?",
)

# Lines of a page that are nobody's text: sharing, rights, forms, navigation, advertising.
JUNK = Phrases(
    _at_start(
        r"(?:share(?: (?:this|on|via|article|now))?(?: \w+){0,3}|tweet|copy link|print(?: (?:this|article|page))?|email(?: this| article)?|save(?: article)?|bookmark|listen(?: to (?:this )?article)?|advertisement|advertorial|anzeige|werbung|publicité|publicidad|publicidade|pubblicità|advertentie|annons|annonse|reklama?|реклама|বিজ্ঞাপন|विज्ञापन|إعلان|اعلان|広告|广告|廣告|광고|quảng cáo|iklan|sponsored(?: content)?|promoted|ads? by .{1,20}|skip to (?:main )?content|menu|search|close|log ?in|sign ?(?:in|up|out)|register|subscribe|home|next|previous|back(?: to top)?|load more|show more|loading|play|pause|watch|gallery|live)\W*$",
        r"(?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|reddit|youtube|pinterest|tiktok|messenger|rss|e-?mail|link)(?:[\s,|/·•]+(?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|reddit|youtube|pinterest|tiktok|messenger|rss|e-?mail|link))*\W*$",
        r"\d+\s*(?:min(?:ute)?s?(?: read| de lecture| lesezeit)?|shares?|comments?|views?|likes?|kommentare?|commentaires?|comentarios?|комментари\w+)\W*$",
        r"(?:©|\(c\)|copyright\b)",
        r"(?:privacy(?: policy| notice)?|terms(?: (?:of|and) .{1,30})?|cookies?(?: policy| settings)?|imprint|impressum|datenschutz\w*|agb|kontakt|contact(?: us)?|about(?: us)?|advertise(?: with us)?|careers|mentions légales|aviso legal|política de privacidad|politique de confidentialité|о нас|контакты|реклама|プライバシーポリシー|利用規約|お問い合わせ|隐私政策|개인정보 ?처리방침)\W*$",
        r"(?:follow (?:us|@)|suivez-nous|síguenos|folgen sie uns|seguici|siga-nos|подпи(?:сывайтесь|шитесь)|bizi takip|ikuti kami|theo dõi chúng|আমাদের (?:অনুসরণ|ফলো)|تابعونا)",
        r"(?:photo(?:graph)?|image|picture|file photo|credit|foto|bild|symbolbild|imagen|imagem|immagine|фото|ছবি|फोटो|صورة|عکس|写真|画像|图|图片|사진)s?(?: (?:by|credit|courtesy|von|de|source))?\s*[:：/|©]",
        r"(?:photo|image|picture) (?:by|courtesy)\b",
        r"\A(?:https?://|www\.)\S+$",
        r"the post .{3,300} (?:appeared first on|first appeared on) ",
        r"(?:read|see|watch|listen)(?: also)?\s*:|(?:also read|read also|read more|related|more|lire aussi|à lire|lesen sie auch|mehr|lee también|leer más|leia também|leggi anche|lees ook|читайте также|baca juga|আর[ওো] পড়ুন|यह भी पढ़ें|اقرأ أيضا)\s*[:：]",
        r"newsletters?\W*$",
    ),
    (
        _cued(
            "rights reserved|rechte vorbehalten|tous droits|los derechos|os direitos|tutti i diritti|все права|усі права|tüm hakları|সর্বস্বত্ব|सर्वाधिकार|جميع الحقوق|無断|版权所有|版權所有|무단",
            r"all rights reserved|alle rechte vorbehalten|tous droits réservés|todos los derechos|todos os direitos|tutti i diritti riservati|все права защищены|усі права захищені|tüm hakları|সর্বস্বত্ব|सर्वाधिकार|جميع الحقوق|無断(?:転載|複製)|版权所有|版權所有|무단 ?전재",
        ),
        _cued(
            "newsletter|sign up",
            r"\b(?:our|free|daily|weekly|the) newsletters?\b|\bnewsletters?\b.{0,40}(?:sign|inbox|subscribe|abonn|anmeld|inscri|suscr)|sign up (?:for|to)\b.{0,60}(?:newsletter|inbox|updates|alerts|briefing)",
        ),
        _cued(
            "cookie|javascript|your browser",
            r"\bcookies?\b.{0,80}(?:accept|consent|experience|akzeptier|zustimm|consent|aceptar|accepter)|(?:accept|use|uses|manage) (?:all )?cookies|(?:enable|activate) javascript|your browser does not",
        ),
        _cued("getty images|/", r"(?:getty images|/\s?(?:reuters|afp|ap|epa|dpa|xinhua))\W*$"),
    ),
)

# What stands where a page holds the rest back; the text above it is a teaser, however long.
WALL = Phrases(
    None,
    (
        _cued(
            "subscribe|sign in|sign up|log in|register|become a|buy|pay|unlock",
            r"(?:subscribe|sign (?:in|up)|log in|register|become a (?:member|subscriber)|buy|pay|unlock)\b.{0,60}\b(?:to (?:continue|keep|read|view|access|unlock)|for (?:full|unlimited) access|the (?:rest|full))",
        ),
        _cued(
            " reading |this article|this content|this story|already a|you have|r-only|r only|rs-only|rs only",
            r"(?:continue|keep|finish) reading (?:with|by|for|this (?:article|story))|this (?:article|content|story) is (?:for|only|exclusive|available|reserved)[\w\s,]{0,30}(?:subscribers|members)|already a (?:subscriber|member)|you have (?:reached|read|\w+ free articles?)\b.{0,60}|(?:subscriber|member)s?[- ]only",
        ),
        _cued(
            "lesen|vollständige|ganzen artikel|jetzt abonnieren|für abonnenten",
            r"(?:weiterlesen|lesen sie weiter|vollständige[nr]? artikel|ganzen artikel).{0,60}(?:abo|plus|anmelden|registrieren)|jetzt abonnieren.{0,40}|exklusiv für abonnenten|nur für abonnenten|(?:mit|testen sie).{0,30}(?:abo|plus)\b.{0,20}(?:weiterlesen|lesen)",
        ),
        _cued(
            "réservé|lire la suite|il vous reste",
            r"(?:article|contenu) (?:est )?réservé (?:aux|à nos) abonnés|pour lire la suite|il vous reste .{0,20}% de cet article|la suite est réservée",
        ),
        _cued(
            "exclusivo|solo para|sólo para|suscríbete|leyendo",
            r"(?:contenido|artículo|noticia) (?:exclusivo|solo|sólo) para (?:suscriptores|socios|abonados)|suscríbete para (?:seguir|continuar|leer)|para (?:seguir|continuar) leyendo",
        ),
        _cued(
            "exclusiv|assine para|riservato|abbonati",
            r"(?:conteúdo|matéria) exclusiv[ao] para assinantes|assine para (?:continuar|ler)|(?:contenuto|articolo) riservato agli abbonati|abbonati per (?:continuare|leggere)",
        ),
        _cued(
            "по подписке|для подписчиков|оформите|чтобы читать|чтобы прочитать",
            r"(?:материал|статья|текст) (?:доступ\w+ )?(?:только )?(?:по подписке|для подписчиков)|оформите подписку.{0,40}|чтобы (?:читать|прочитать) (?:дальше|полностью)",
        ),
        _cued(
            "会員|有料|続きを読むには|订阅|訂閱|登录|登入|구독|للمشتركين فقط",
            r"この記事は(?:有料)?会員(?:限定)?|会員限定|有料(?:記事|会員)|続きを読むには|(?:订阅|訂閱|登录|登入)后?(?:继续|繼續|阅读|閱讀|查看)|구독(?:자)? 전용|للمشتركين فقط",
        ),
    ),
)
CONSENT = _anywhere(
    r"before you continue|we (?:and our (?:\d+ )?partners|value your privacy|use cookies)|(?:accept|reject) all|manage (?:your )?(?:preferences|choices|consent)|wir (?:und unsere|verwenden cookies|benötigen ihre (?:zustimmung|einwilligung))|mit werbung weiterlesen|nous utilisons des cookies|accepter et continuer|usamos cookies|utilizziamo i cookie|мы используем (?:файлы )?cookie",
    r"(?:checking|verify(?:ing)?) (?:if |that )?you(?:r browser| are (?:a )?human)|enable javascript and cookies|access denied|are you a robot|unusual traffic|403 forbidden|404 not found|page (?:was )?not found|service unavailable|captcha",
)
