"""What must never stand in a summary: subheads, cut sentences, bylines, captions, appeals to click."""

import pytest

from summarizer import rank, split_sentences, summarize
from summarizer.eligibility import rate_eligibility

INTRUDERS = [
    ("label", "Growing concern along the coast"),
    ("label", "WHAT WE KNOW SO FAR"),
    ("byline", "By Anna Holt and Piet de Boer"),
    ("label", "DHAKA, 14 November (Coast Wire) —"),
    ("label", "Last updated: 14 November 2024, 07:12"),
    ("label", "Tags: floods, coast, insurance"),
    ("cut off", "The mayor said that the harbour would…"),
    ("cut off", "The mayor said that the harbour would ..."),
    ("cut off", "The mayor said that the harbour would [...]"),
    ("cut off", "The mayor said that the harbour would […]"),
    ("cut off", "Der Hafen soll nach Angaben der Stadt bis […]"),
    ("byline", "Reporting by Anna Holt in Tarnow; Editing by Piet de Boer."),
    ("byline", "By Anna Holt, Senior Correspondent."),
    ("caption", "Photo: Rescue boats leave the harbour of Tarnow on Sunday."),
    ("caption", "Rescue boats leave the harbour of Tarnow on Sunday. Anna Holt/Reuters."),
    ("caption", "Foto: Rettungsboote verlassen am Sonntag den Hafen."),
    ("caption", "Bombeiros combatem o fogo perto de Tarnow, na tarde de sábado. Rui Falcato/Arquivo"),
    ("caption", "Des habitants attendent dans le gymnase de Tarnow. Bastien Corvelle / Agence Lumen"),
    ("caption", "Vrijwilligers ruimen puin in de binnenstad van Tarnow. Beeld Sander Hoekman"),
    ("caption", "Građani čekaju u redu ispred opštine u Tarnovu. (Izvor: Petrušić/privatna arhiva)"),
    ("caption", "ছবি: রোববার বন্দর ছাড়ছে উদ্ধারকারী নৌকা।"),
    ("caption", "写真：日曜日に港を出る救助船。"),
    ("byline", "Anna Holt and Piet de Boer in Tarnow contributed to this report."),
    ("byline", "Anna Holt is a senior reporter at the Coast Wire."),
    ("caption", "FILE - In this Nov. 3, 2024, file photo, boats leave the harbour of Tarnow."),
    ("caption", "In this photo provided by the town, boats leave the harbour of Tarnow."),
    ("read more", "(Read | Five towns that moved away from the sea)"),
    ("site talk", "Anna Holt (@holt_of_tarnow) November 14, 2024The harbour is gone."),
    ("site talk", "A post shared by the harbour of Tarnow on Nov 14, 2024 at 7:12am PST."),
    ("read more", "Read more: How the harbour was built and why it floods."),
    ("read more", "READ ALSO: Five towns that moved away from the sea."),
    ("read more", "Lesen Sie auch: Fünf Städte, die vor dem Meer geflohen sind."),
    ("read more", "Lire aussi : Cinq villes qui ont fui la mer."),
    ("read more", "Lea también: Cinco pueblos que huyeron del mar."),
    ("read more", "Leia mais: Cinco cidades que fugiram do mar."),
    ("read more", "Leggi anche: Cinque città in fuga dal mare."),
    ("read more", "Читайте также: Пять городов, которые ушли от моря."),
    ("read more", "Czytaj także: Pięć miast, które uciekły przed morzem."),
    ("read more", "Baca juga: Lima kota yang menjauh dari laut."),
    ("read more", "Đọc thêm: Năm thành phố rời xa biển cả."),
    ("read more", "আরও পড়ুন: সমুদ্র ছেড়ে গেছে যে পাঁচ শহর।"),
    ("read more", "यह भी पढ़ें: समुद्र से दूर गए पाँच शहर।"),
    ("read more", "اقرأ أيضا: خمس مدن ابتعدت عن البحر."),
    ("read more", "مزید پڑھیں: سمندر سے دور جانے والے پانچ شہر۔"),
    ("read more", "相关阅读：五座远离大海的城市的故事。"),
    ("read more", "関連記事：海から離れた五つの町の物語。"),
    ("read more", "관련 기사: 바다를 떠난 다섯 도시 이야기입니다."),
    ("read more", "Vedi anche: Cinque città in fuga dal mare."),
    ("read more", "Se också: Fem städer som flyttade från havet."),
    ("read more", "あわせて読む：海から離れた五つの町の物語。"),
    ("site talk", "Sign up for our daily newsletter and never miss a story."),
    ("site talk", "We use cookies to give you the best experience on our site."),
    ("site talk", "Follow us on every platform for live updates from the coast."),
    ("site talk", "© 2024 Coast Wire. All rights reserved."),
    ("site talk", "Melden Sie sich hier für unseren Newsletter an."),
    ("site talk", "Abonnez-vous à notre lettre du matin dès maintenant."),
    ("site talk", "Подпишитесь на наш канал и читайте новости первыми."),
    ("site talk", "未经授权，不得转载本网站的任何内容。"),
    ("site talk", '<a href="https://coast.example/ads"><img src="top.png"></a>'),
    ("caption", "Boats leave the harbour of Tarnow. (AP Photo/Anna Holt)"),
    ("site talk", "For more on the coast, download our app."),
    ("site talk", "An earlier version of this story gave the wrong date."),
    ("site talk", "Follow Anna Holt on Twitter @holt_of_tarnow."),
    ("site talk", "All comments are moderated before they appear on our pages."),
    ("too short", "“No.”"),
    ("no words", "* * * * *."),
]
PROSE = [
    "Photographers from eleven countries met in Tarnow on Sunday.",
    "By Monday evening the water had reached the second floor.",
    "Reading more than a book a week is rare, the survey found.",
    "The watchdog fined the company for setting cookies without asking.",
    "The U.S. sent 3.5 million doses of the covid-19 vaccine to Dr. Holt's clinic.",
    "The image of the harbour went around the world within hours.",
    "Followers of the club marched through the town in the rain.",
    "Lawyers of the town said: “Our website was down, and our app was too.”",
    "Guided by your appeal, the court of Tarnow stopped your site visit.",
    "Copywriters at the agency walked out over pay on Friday.",
    "Von Montag an gilt auf der Brücke Tempo 30.",
    "Par ailleurs ministre, elle dirige aussi la ville de Tarnow.",
]
REST = (
    "The storm damaged eleven farms along the coast of Tarnow on Sunday night.\n"
    "Rescue crews brought 140 people to a school above the flooded harbour by boat."
)


@pytest.mark.parametrize(("reason", "line"), INTRUDERS)
def test_an_intruder_is_known_and_never_chosen(reason: str, line: str) -> None:
    text = f"{line}\n{REST}\n{line.rstrip('.')}"
    spans = split_sentences(text, "en")
    assert reason in rate_eligibility(text, spans, "en")
    assert [sentence.text for sentence in summarize(text, language="en", sentences=9).sentences] == REST.split("\n")


# Lines of the site's own, each among sentences of an article in its language (here English ones: only the line is looked at).
SITE_TALK = [
    ("de", "Diese Website verwendet Cookies, um Ihnen mehr Komfort zu bieten."),
    ("de", "Durch die weitere Nutzung stimmen Sie dem Einsatz von Cookies zu."),
    ("de", "Unseren Newsletter können Sie jederzeit wieder abbestellen."),
    ("fr", "Ce site utilise des cookies pour mesurer son audience."),
    ("fr", "Retrouvez chaque soir nos articles dans la newsletter du port."),
    ("es", "Utilizamos cookies propias y de terceros para mejorar el servicio."),
    ("pt", "Este site usa cookies para melhorar a navegação."),
    ("it", "Utilizziamo i cookie per offrirti un servizio migliore."),
    ("nl", "Wij gebruiken cookies om deze site te verbeteren."),
    ("sv", "Vi använder cookies för att förbättra tjänsten."),
    ("fi", "Käytämme evästeitä palvelun parantamiseksi."),
    ("pl", "Ta strona używa plików cookie w celach statystycznych."),
    ("cs", "Tento web používá soubory cookie k měření návštěvnosti."),
    ("hu", "Ez a weboldal sütiket használ a jobb élményért."),
    ("ro", "Acest site folosește cookie-uri pentru statistici."),
    ("el", "Αυτός ο ιστότοπος χρησιμοποιεί cookies για στατιστικά."),
    ("ru", "Этот сайт использует куки, чтобы запомнить вас."),
    ("uk", "Ми використовуємо файли cookie, щоб сайт працював."),
    ("tr", "Bu site size daha iyi hizmet için çerez kullanmaktadır."),
    ("ar", "يستخدم هذا الموقع ملفات تعريف الارتباط لقياس الزيارات."),
    ("fa", "این وب‌سایت از کوکی برای آمار استفاده می‌کند."),
    ("ur", "ہمیں فیس بک اور دوسری جگہوں پر بھی فالو کریں۔"),
    ("he", "אתר זה משתמש בעוגיות כדי לזכור אתכם."),
    ("hi", "यह वेबसाइट आँकड़ों के लिए कुकीज़ का उपयोग करती है।"),
    ("hi", "ताज़ा खबरों के लिए हमें फेसबुक पर फॉलो करें।"),
    ("bn", "এই ওয়েবসাইট পরিসংখ্যানের জন্য কুকিজ ব্যবহার করে।"),
    ("id", "Situs ini menggunakan cookie untuk keperluan statistik."),
    ("vi", "Trang web này sử dụng cookie để thống kê truy cập."),
    ("th", "เว็บไซต์นี้ใช้คุกกี้เพื่อเก็บสถิติการเข้าชม"),
    ("zh", "本网站使用cookie来统计访问量和改善服务。"),
    ("de", "Jetzt registrieren und den ganzen Bericht lesen."),
    ("fr", "Il vous reste 80 % de cet article à lire."),
    ("es", "Contenido exclusivo para suscriptores del diario."),
    ("pt", "Baixe o nosso aplicativo e acompanhe as notícias."),
    ("ru", "Новости побережья — в нашем канале."),
    ("uk", "Новини узбережжя — у нашому Telegram-каналі."),
    ("tr", "Son haberler için uygulamamızı indirin."),
    ("fa", "برای خبرهای بیشتر به کانال تلگرام ما بپیوندید."),
    ("he", "הצטרפו לערוץ הטלגרם שלנו לעדכונים."),
    ("ur", "مزید خبروں کے لیے ہماری ایپ ڈاؤن لوڈ کریں۔"),
    ("zh", "更多精彩内容请下载客户端继续阅读。"),
    ("ko", "기사를 더 보려면 먼저 로그인하세요."),
    ("ar", "نرحب بالنقاش ونحتفظ بحق مراجعة التعليقات على هذه الصفحة."),
    ("ja", "記事の転載をご希望の方は、リンク先をご覧ください。"),
    ("ja", "当サイトでは利用状況を知るためにクッキーを使用しています。"),
    ("ko", "이 웹사이트는 통계를 위해 쿠키를 사용합니다."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "line"), SITE_TALK)
def test_the_site_never_speaks_for_the_article(language: str, line: str) -> None:
    text = (
        f"{line}\n{REST}\nThe mayor thanked them on Monday.\nSchools stay shut until Thursday.\nThe ferry sails again."
    )
    reasons = rate_eligibility(text, split_sentences(text, language), language)
    assert reasons == ["site talk", "", "", "", "", ""]


def test_an_article_about_cookies_may_speak_of_them() -> None:
    lines = (
        "Die Behörde will Cookies ohne Einwilligung verbieten.",
        "Firmen setzen Cookies heute oft ungefragt.",
        "Verbände warnen vor Kosten.",
    )
    text = "\n".join(lines)
    assert not any(rate_eligibility(text, split_sentences(text, "de"), "de"))


def test_a_caption_within_a_line_takes_only_itself_away() -> None:
    text = (
        "The storm damaged eleven farms along the coast of Tarnow on Sunday night. Boats leave the harbour. (Photo: Coast Wire) "
        "Rescue crews brought 140 people to a school above the flooded harbour."
    )
    assert [sentence.text[:6] for sentence in summarize(text, language="en", sentences=9).sentences] == [
        "The st",
        "Rescue",
    ]


@pytest.mark.parametrize("sentence", PROSE)
def test_prose_that_looks_like_an_intruder_may_be_chosen(sentence: str) -> None:
    text = f"{sentence}\n{REST}"
    assert sentence in [chosen.text for chosen in summarize(text, sentences=9).sentences]


@pytest.mark.parametrize("method", ["news", "lexrank", "luhn"])
def test_no_method_chooses_an_intruder(method: str) -> None:
    text = "\n".join(["A town under water", "By Anna Holt", REST, "Read more: The harbour.", "The mayor said that…"])
    chosen = [text[span.start : span.end] for span in rank(text, language="en", method=method).spans]
    assert sorted(chosen) == sorted(REST.split("\n"))


def test_texts_without_full_stops_are_summarised_all_the_same() -> None:
    text = "เรือกู้ภัยออกจากท่าเรือในคืนวันอาทิตย์หลังพายุเข้าชายฝั่ง\nชาวบ้านกว่าร้อยคนพักอยู่ในโรงเรียนบนเนินเขา"
    assert len(summarize(text, sentences=5).sentences) == 2


def test_a_text_of_nothing_but_intruders_gives_what_there_is() -> None:
    assert summarize("Read more: The harbour.", sentences=3).text == "Read more: The harbour."


def test_what_a_source_prints_in_every_article_is_left_out() -> None:
    from summarizer import sentence_key

    slogan = "The Coast Wire has told the truth about the sea since 1911."
    text = f"{slogan}\n{REST}"
    assert slogan in summarize(text, sentences=9).text
    told_elsewhere = {sentence_key("the coast wire has told the truth  about the sea since 1912.")}
    assert [s.text for s in summarize(text, sentences=9, boilerplate=told_elsewhere).sentences] == REST.split("\n")


def test_the_headline_is_not_said_again() -> None:
    headline = "Storm damages eleven farms near Tarnow"
    text = f"{headline.upper()}.\n{REST}"
    chosen = summarize(text, title=headline, language="en", sentences=9).sentences
    assert [sentence.text for sentence in chosen] == REST.split("\n")
    assert summarize(f"{headline}.", title=headline, language="en").text == f"{headline}."


TOLD_TWICE = [
    ("en", "Three people died when a bus crashed near Tarnow on Monday.", "A bus crash near Tarnow on Monday killed three people."),
    ("de", "Bei einem Busunfall nahe Tarnow sind am Montag drei Menschen gestorben und zwölf verletzt worden.",
     "Drei Menschen starben am Montag bei einem Busunfall nahe Tarnow, zwölf wurden verletzt."),
    ("es", "Tres personas murieron y doce resultaron heridas el lunes en un accidente de autobús cerca de Tarnow.",
     "Un accidente de autobús cerca de Tarnow dejó tres muertos y doce heridos el lunes."),
    ("ru", "Три человека погибли и двенадцать пострадали в понедельник в аварии автобуса под Тарновом.",
     "В аварии автобуса под Тарновом в понедельник погибли три человека, двенадцать пострадали."),
    ("hi", "सोमवार को तारनोव के पास बस दुर्घटना में तीन लोग मारे गए और बारह घायल हुए।",
     "तारनोव के पास बस दुर्घटना में सोमवार को तीन लोगों की मौत हो गई और बारह घायल हो गए।"),
    ("bn", "সোমবার তারনোভের কাছে বাস দুর্ঘটনায় তিনজন নিহত ও বারোজন আহত হয়েছেন।",
     "তারনোভের কাছে বাস দুর্ঘটনায় সোমবার তিনজন মারা গেছেন, আহত হয়েছেন বারোজন।"),
    ("tr", "Pazartesi günü Tarnow yakınlarında meydana gelen otobüs kazasında üç kişi öldü, on iki kişi yaralandı.",
     "Tarnow yakınlarındaki otobüs kazasında pazartesi günü üç kişi hayatını kaybetti, on iki kişi yaralandı."),
    ("zh", "星期一塔尔努夫附近发生巴士事故，三人死亡，十二人受伤。", "塔尔努夫附近星期一发生的巴士事故造成三人死亡、十二人受伤。"),
    ("ja", "月曜日、タルヌフ近郊でバス事故があり、3人が死亡、12人が負傷した。", "タルヌフ近郊で月曜日に起きたバス事故で、3人が死亡し12人が負傷した。"),
    ("ko", "월요일 타르누프 근처에서 버스 사고가 나 3명이 숨지고 12명이 다쳤다.", "타르누프 근처에서 월요일 발생한 버스 사고로 3명이 숨지고 12명이 부상했다."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "first", "second"), TOLD_TWICE)
def test_what_is_told_in_two_ways_is_chosen_once(language: str, first: str, second: str) -> None:
    text = f"{first}\nPolice still look for the driver.\n{second}\nThe road stays shut for days.\nSchools sent pupils home."
    chosen = [sentence.text for sentence in summarize(text, language=language, sentences=3).sentences]
    assert len({first, second} & set(chosen)) == 1


def test_two_sentences_that_say_the_same_are_not_both_chosen_while_another_is_left() -> None:
    text = (
        "The council of Tarnow closed the old crane bridge on Monday after inspectors found cracks in it.\n"
        "After inspectors found cracks in it, the council of Tarnow closed the old crane bridge on Monday.\n"
        "Lorries now take the northern road, which is forty minutes longer.\n"
        "Fishermen hope for a ferry before winter."
    )
    first, second, *others = text.split("\n")
    chosen = [sentence.text for sentence in summarize(text, sentences=3).sentences]
    assert len({first, second} & set(chosen)) == 1
    assert set(others) <= set(chosen)
