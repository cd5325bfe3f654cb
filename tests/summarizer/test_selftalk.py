"""A site that speaks of itself, of the text or to its readers is known by its words, and reports of others are not."""

import pytest

from summarizer import split_sentences
from summarizer.eligibility import rate_eligibility

SPEAKS = [
    ("en", "Anna Whitcombe is our health correspondent and has covered hospitals and public medicine since 2014."),
    (
        "en",
        "You can find more of our coverage of the floods, including maps and eyewitness accounts, on our live page.",
    ),
    ("en", "Sign up for our Morning Brief and get the five stories that matter delivered to your inbox every weekday."),
    (
        "de",
        "Dieser Text wurde von der Redaktion auf Grundlage von Agenturmeldungen erstellt und redaktionell bearbeitet.",
    ),
    ("de", "Die ganze Reportage sehen Sie heute Abend um 21.45 Uhr im Ersten oder schon jetzt in unserer Mediathek."),
    (
        "de",
        "Die Kommentarfunktion unter diesem Artikel wurde geschlossen, weil zu viele Beiträge gegen unsere Netiquette verstießen.",
    ),
    (
        "fr",
        "Cet article a été rédigé par notre correspondante à Dakar, Élise Marchandeau, avec l'aide de nos confrères sur place.",
    ),
    ("fr", "Pour aller plus loin, écoutez l'épisode de notre podcast consacré à la sécheresse dans le Roussillon."),
    (
        "fr",
        "Inscrivez-vous gratuitement à notre lettre quotidienne pour recevoir chaque soir l'essentiel de l'actualité.",
    ),
    (
        "es",
        "Marta Olivares es redactora de la sección de Economía y escribe sobre vivienda y mercado laboral en este periódico.",
    ),
    ("es", "En el siguiente vídeo, nuestra corresponsal explica las claves del acuerdo alcanzado esta madrugada."),
    ("es", "Suscríbete para seguir leyendo y accede sin límites a todos los contenidos de nuestra edición digital."),
    ("pt", "O texto foi traduzido do inglês por Carla Montenegro e editado pela equipa de política internacional."),
    ("pt", "No episódio desta semana do nosso podcast, você entende por que o preço do café disparou."),
    ("pt", "Receba no seu e-mail, todas as manhãs, as principais notícias do dia selecionadas pela nossa redação."),
    ("it", "Ha collaborato a questo articolo da Bruxelles la nostra corrispondente Giulia Ferrantini."),
    ("it", "Nella nuova puntata del nostro podcast raccontiamo che cosa è successo davvero nella notte del crollo."),
    (
        "it",
        "Il nostro giornale vive grazie ai suoi lettori, e con un abbonamento puoi aiutarci a restare indipendenti.",
    ),
    ("nl", "Marloes Wijnands is verslaggever bij onze economieredactie en schrijft vooral over de woningmarkt."),
    ("nl", "Hoe het zover kon komen met de dijkversterking, lees je in dit eerdere verhaal van onze regioredactie."),
    ("nl", "Dit artikel is alleen voor abonnees, maar je kunt onze site nu vier weken lang gratis proberen."),
    ("sv", "Johan Ekmark är reporter på vår ekonomiredaktion och bevakar främst bank och bostadsmarknad."),
    ("sv", "Se hela intervjun med partiledaren i vår webb-tv eller lyssna på den i poddversion."),
    ("sv", "Har du hittat ett faktafel i texten kan du höra av dig till redaktionen via formuläret nedan."),
    ("no", "Saken er skrevet av Ingrid Solbakken, med bidrag fra NTB."),
    ("no", "Les flere saker om strømstøtten og se kommunekartet på temasiden vår."),
    ("no", "Meld deg på nyhetsbrevet vårt og få de beste sakene rett i innboksen hver lørdag."),
    ("fi", "Jutun tekemiseen osallistui Brysselistä toimittaja Outi Kallioniemi."),
    ("fi", "Voit lukea lisää sote-uudistuksen vaiheista juttusarjamme aiemmista osista."),
    ("fi", "Voit keskustella aiheesta kirjautumalla palveluun, ja kommentit tarkistetaan ennen julkaisua."),
    ("pl", "Autor tekstu, Marcin Dobrzycki, od dziesięciu lat zajmuje się w naszej redakcji tematyką zdrowotną."),
    ("pl", "O kulisach tej decyzji pisaliśmy szerzej w ubiegłym tygodniu w artykule o finansach szpitala."),
    ("pl", "Włącz powiadomienia w przeglądarce, aby jako pierwszy otrzymywać od nas informacje z regionu."),
    ("cs", "Na článku se podílela zpravodajka Jitka Havránková, editoval Pavel Souček."),
    ("cs", "O sporu radnice s developerem jsme podrobně psali už v lednu v samostatném článku."),
    ("cs", "Tento článek je určen pouze předplatitelům, kteří u nás mohou číst veškerý obsah bez reklam."),
    ("hu", "A cikk elkészítésében közreműködött brüsszeli tudósítónk, Somogyvári Petra."),
    ("hu", "Az üggyel kapcsolatos korábbi írásainkat itt olvashatja el."),
    ("hu", "A hozzászólások nem szerkesztett tartalmak, azok kizárólag a szerzőik álláspontját tükrözik."),
    ("ro", "La redactarea acestui articol a contribuit Ioana Drăgulescu, corespondentă la Bruxelles."),
    ("ro", "Puteți citi mai multe despre ancheta de la spitalul județean în articolele noastre anterioare."),
    ("ro", "Abonează-te la newsletterul nostru și vei primi în fiecare dimineață pe e-mail cele mai importante știri."),
    ("el", "Στο ρεπορτάζ συνεργάστηκε από τις Βρυξέλλες η ανταποκρίτριά μας Ελένη Καραμπίνη."),
    ("el", "Δείτε στο βίντεο που ακολουθεί τη στιγμή της διάσωσης, όπως την κατέγραψε ο φακός μας."),
    ("el", "Ακολουθήστε μας στο Google News και μάθετε πρώτοι όλες τις ειδήσεις από την Ελλάδα και τον κόσμο."),
    ("ru", "В подготовке материала участвовала наш корреспондент в Ереване Марина Соловьянова."),
    ("ru", "Подробнее о том, как начиналось это дело, мы рассказывали в одном из прошлых материалов."),
    ("ru", "Подписывайтесь на наш телеграм-канал, чтобы первыми узнавать о главных событиях дня."),
    ("uk", "У підготовці матеріалу брала участь кореспондентка Оксана Лебідь, редактор — Тарас Гнатюк."),
    ("uk", "Докладніше про те, як громада відбудовує школу, читайте в нашому попередньому репортажі."),
    ("uk", "Якщо ви помітили помилку, виділіть її мишкою та натисніть Ctrl+Enter, щоб повідомити редакцію."),
    ("tr", "Bu haberin hazırlanmasına Brüksel muhabirimiz Selin Aktuna da katkıda bulundu."),
    ("tr", "Davanın geçmişini merak edenler, geçen ay yayımladığımız ayrıntılı dosyaya göz atabilir."),
    ("tr", "Günün öne çıkan haberlerini her sabah e-posta kutunuzda görmek için ücretsiz bültenimize abone olun."),
    ("ar", "شارك في إعداد هذا التقرير من بيروت مراسلنا سامر الحداد، وحررته ليلى منصور."),
    ("ar", "للاطلاع على خلفيات القضية يمكنكم قراءة التحقيق الذي نشرناه الشهر الماضي."),
    ("ar", "ساهموا في دعم صحافتنا المستقلة عبر الاشتراك الشهري أو التبرع لمرة واحدة."),
    ("fa", "این مقاله را کاوه مهرآیین از انگلیسی ترجمه کرده و دبیر بخش بین‌الملل آن را ویرایش کرده است."),
    ("fa", "درباره آغاز این پرونده پیش‌تر در گزارش جداگانه‌ای در همین وب‌سایت نوشته‌ایم."),
    ("fa", "برای دیدن این ویدیو لازم است استفاده از کوکی‌ها را در تنظیمات مرورگر خود بپذیرید."),
    ("he", "בהכנת הכתבה השתתפה נועה ברזילי, כתבתנו בירושלים."),
    ("he", "את הריאיון המלא תוכלו לשמוע בפרק החדש של הפודקאסט שלנו."),
    ("he", "כדי להמשיך לקרוא את הכתבה יש לרכוש מינוי דיגיטלי במחיר היכרות לחודש הראשון."),
    ("hi", "इस रिपोर्ट को तैयार करने में लखनऊ से हमारी सहयोगी पत्रकार रश्मि त्रिवेदी ने भी योगदान दिया है।"),
    ("hi", "इस मामले की शुरुआत कैसे हुई, यह जानने के लिए आप हमारी पिछली रिपोर्ट पढ़ सकते हैं।"),
    ("hi", "स्वतंत्र पत्रकारिता को जारी रखने के लिए हमें आर्थिक सहयोग दें या हमारी सदस्यता लें।"),
    ("bn", "এই প্রতিবেদন তৈরিতে সহায়তা করেছেন আমাদের চট্টগ্রাম প্রতিনিধি নাসরিন চৌধুরী।"),
    ("bn", "এ ঘটনার পটভূমি নিয়ে গত মাসে প্রকাশিত আমাদের বিশেষ প্রতিবেদনটি পড়তে পারেন।"),
    ("bn", "এই ওয়েবসাইটের কোনো লেখা বা ছবি অনুমতি ছাড়া ব্যবহার করা বেআইনি।"),
    ("zh", "本文由驻东京记者林佩珊采写，实习生周子航对此文亦有贡献。"),
    ("zh", "想了解更多有关这次台风的最新消息，请浏览我们的专题页面。"),
    ("zh", "如果您认同独立新闻的价值，请订阅成为会员，支持我们继续报道。"),
    ("ja", "英語の原文を国際部の編集者が翻訳し、日本の読者向けに一部を再構成しています。"),
    ("ja", "事件の経緯については、先月掲載した特集記事で詳しくお伝えしています。"),
    ("ja", "無料のメールマガジンに登録すると、毎朝の主要ニュースをまとめてお届けします。"),
    ("ko", "이 기사는 본지 브뤼셀 특파원 한지원 기자와 국제부 윤태호 기자가 함께 취재해 작성했습니다."),
    ("ko", "인터뷰 전체 영상은 본지 유튜브 채널에서, 음성은 팟캐스트로 들으실 수 있습니다."),
    ("ko", "이 기사는 유료 회원 전용 콘텐츠로, 로그인 후 이어서 읽으실 수 있습니다."),
    ("th", "รายงานชิ้นนี้มีกนกวรรณ ศรีสวัสดิ์ ผู้สื่อข่าวประจำเชียงใหม่ ร่วมให้ข้อมูลเพิ่มเติม"),
    ("th", "ผู้อ่านสามารถติดตามข่าวอื่น ๆ ที่เกี่ยวข้องกับน้ำท่วมครั้งนี้ได้ที่หน้าพิเศษของเรา"),
    ("th", "กดติดตามเราทางไลน์เพื่อรับข่าวสารสำคัญส่งตรงถึงมือถือของคุณทุกเช้า"),
    ("vi", "Bài viết có sự đóng góp của phóng viên Trần Khánh Ly từ Đà Nẵng, Hoàng Nam biên tập."),
    ("vi", "Mời bạn đọc xem lại loạt bài điều tra về dự án này mà chúng tôi đã đăng hồi tháng trước."),
    ("vi", "Bình luận của bạn sẽ được biên tập trước khi đăng, vui lòng gõ tiếng Việt có dấu."),
    ("id", "Laporan ini disusun oleh wartawan kami di Surabaya, Dewi Lestarini, dengan bantuan kontributor di Malang."),
    ("id", "Simak wawancara lengkapnya dalam siniar terbaru kami yang bisa didengarkan di berbagai platform."),
    ("id", "Silakan masuk ke akun Anda terlebih dahulu untuk melanjutkan membaca dan menulis komentar."),
]

REPORTS = [
    (
        "en",
        "The regional newspaper group said on Tuesday it would close four print titles and move its remaining subscribers to digital editions.",
    ),
    (
        "en",
        "Ireland's data protection regulator fined the company 90 million euros for tracking users without their consent.",
    ),
    (
        "de",
        "Der Verlag will bis Ende des Jahres die gedruckte Ausgabe der Zeitung einstellen und 60 Stellen in der Redaktion streichen.",
    ),
    (
        "de",
        "Das Landgericht Köln untersagte dem Streamingdienst, die Preise laufender Abonnements ohne Zustimmung der Kunden zu erhöhen.",
    ),
    ("fr", "Le quotidien régional a annoncé lundi la suppression de 45 postes et la fin de son édition du dimanche."),
    (
        "fr",
        "La Cnil a infligé une amende de 30 millions d'euros à l'entreprise pour avoir déposé des cookies publicitaires sans accord.",
    ),
    (
        "es",
        "El diario deportivo perdió un 12 % de sus suscriptores digitales durante el último trimestre, según las cuentas de la empresa.",
    ),
    (
        "es",
        "La Agencia de Protección de Datos ha multado a la aerolínea con 200.000 euros por compartir los teléfonos de sus clientes.",
    ),
    ("pt", "O jornal centenário suspendeu a edição impressa em agosto e dispensou metade dos jornalistas."),
    (
        "pt",
        "A autoridade de proteção de dados proibiu a rede social de usar as publicações dos brasileiros para treinar inteligência artificial.",
    ),
    (
        "it",
        "Il quotidiano torinese ha chiuso il 2023 con una perdita di otto milioni e annunciato nuovi prepensionamenti tra i giornalisti.",
    ),
    (
        "it",
        "Il Garante della privacy ha bloccato l'applicazione perché raccoglieva i dati dei minori senza il consenso dei genitori.",
    ),
    ("nl", "De krant verloor vorig jaar 8 procent van haar papieren abonnees, maar de digitale oplage nam licht toe."),
    (
        "nl",
        "De Autoriteit Persoonsgegevens heeft de gemeente een boete van 600.000 euro opgelegd voor het volgen van telefoons in de binnenstad.",
    ),
    ("sv", "Mediekoncernen varslar 120 anställda och lägger ner pappersutgåvan av två lokaltidningar i Småland."),
    (
        "sv",
        "Integritetsskyddsmyndigheten inleder tillsyn mot appen efter att uppgifter om tusentals patienter läckt ut på nätet.",
    ),
    ("no", "Regjeringen foreslår å øke pressestøtten til lokalavisene med 25 millioner kroner neste år."),
    (
        "no",
        "Forbrukertilsynet har varslet bot til et treningssenter som gjorde det vanskelig å si opp abonnementet i appen.",
    ),
    (
        "fi",
        "Paikallislehden levikki on pudonnut kolmanneksella viidessä vuodessa, vaikka digitilaukset ovat kasvaneet.",
    ),
    ("fi", "Tietosuojavaltuutettu määräsi verkkokaupalle seuraamusmaksun asiakkaiden tietojen säilyttämisestä."),
    ("pl", "Wydawca dziennika poinformował w środę, że od stycznia gazeta będzie się ukazywać wyłącznie w internecie."),
    ("pl", "Urząd Ochrony Danych Osobowych nałożył na sieć sklepów karę miliona złotych za wyciek danych klientów."),
    ("cs", "Vydavatelství zruší od ledna tištěnou podobu týdeníku a propustí třicet redaktorů."),
    (
        "cs",
        "Úřad pro ochranu osobních údajů uložil provozovateli e-shopu pokutu za rozesílání obchodních sdělení bez souhlasu.",
    ),
    ("hu", "A kiadó bejelentette, hogy októbertől megszünteti a megyei napilap nyomtatott változatát."),
    (
        "hu",
        "Az adatvédelmi hatóság húszmillió forintra büntette a bankot, mert engedély nélkül rögzítette az ügyfelek hívásait.",
    ),
    (
        "ro",
        "Cotidianul și-a încetat apariția pe hârtie după 28 de ani, iar o parte dintre jurnaliști au fost concediați.",
    ),
    (
        "ro",
        "Autoritatea pentru protecția datelor a amendat compania de curierat cu 40.000 de euro după o scurgere de informații.",
    ),
    ("el", "Η ιστορική εφημερίδα της Πάτρας σταματά την έντυπη έκδοσή της ύστερα από 76 χρόνια κυκλοφορίας."),
    ("el", "Η Αρχή Προστασίας Δεδομένων επέβαλε πρόστιμο 150.000 ευρώ στην τράπεζα για τη διαρροή στοιχείων πελατών."),
    ("ru", "Старейшая газета области с нового года перестанет выходить на бумаге и останется только в интернете."),
    ("ru", "Суд оштрафовал оператора связи на 300 тысяч рублей за утечку персональных данных абонентов."),
    ("uk", "Районна газета з прифронтової громади відновила друк після двох років перерви."),
    ("uk", "Кіберполіція викрила групу, яка через підроблений застосунок банку викрадала персональні дані клієнтів."),
    ("tr", "Yerel gazete, artan kâğıt maliyetleri nedeniyle basılı yayınına mart ayında son verdi."),
    (
        "tr",
        "Kişisel Verileri Koruma Kurulu, müşteri bilgilerini sızdıran yemek uygulamasına iki milyon lira ceza kesti.",
    ),
    ("ar", "أعلنت الصحيفة اليومية توقف طبعتها الورقية نهاية العام بعد تراجع مبيعاتها وعائدات الإعلانات."),
    ("ar", "فرضت هيئة حماية البيانات غرامة على شركة الاتصالات بسبب تسريب أرقام آلاف المشتركين."),
    ("fa", "روزنامه پرسابقه اصفهان به دلیل گرانی کاغذ انتشار نسخه چاپی خود را متوقف کرد."),
    ("fa", "وزیر ارتباطات گفت که قیمت اشتراک اینترنت خانگی از ماه آینده سی درصد افزایش می‌یابد."),
    ("he", "ועד העיתונאים הכריז על סכסוך עבודה בעקבות כוונת ערוץ הטלוויזיה לפטר ארבעים עובדים."),
    ("he", "הרשות להגנת הפרטיות פתחה בחקירה נגד אפליקציית משלוחים שמאגר הלקוחות שלה נפרץ."),
    ("hi", "अख़बार ने बढ़ती लागत के कारण अपने तीन संस्करण बंद करने और सौ से ज़्यादा कर्मचारियों को हटाने का फ़ैसला किया है।"),
    ("hi", "सरकार ने डेटा सुरक्षा क़ानून का उल्लंघन करने पर कंपनी पर पचास करोड़ रुपये का जुर्माना लगाया है।"),
    ("bn", "গ্রাহকের ব্যক্তিগত তথ্য ফাঁসের ঘটনায় মোবাইল অপারেটরটিকে দশ কোটি টাকা জরিমানা করেছে নিয়ন্ত্রক সংস্থা।"),
    ("zh", "这家创办七十年的晚报宣布，将于明年元旦起停止出版纸质版。"),
    ("zh", "监管部门认定该应用超范围收集个人信息，责令其下架整改三十天。"),
    ("ja", "県内で百年以上続いた夕刊紙が、三月末で紙の発行を終えることになった。"),
    ("ja", "個人情報保護委員会は、会員二十万人分のデータを流出させた通販会社に改善を勧告した。"),
    ("ko", "창간 60년을 맞은 지역 일간지가 경영난으로 내달부터 종이신문 발행을 중단한다."),
    ("ko", "개인정보보호위원회는 고객 정보를 유출한 통신사에 과징금 70억 원을 부과했다."),
    ("vi", "Tờ nhật báo tỉnh sẽ ngừng bản in từ tháng bảy do chi phí giấy tăng và lượng bạn đọc giảm."),
    ("vi", "Cơ quan chức năng phạt công ty bảo hiểm 200 triệu đồng vì để lộ dữ liệu cá nhân của khách hàng."),
    ("id", "Koran daerah itu menghentikan edisi cetaknya pada akhir Desember karena pendapatan iklan terus menurun."),
    ("id", "Pemerintah menjatuhkan denda kepada perusahaan pinjaman daring yang menyebarkan data pribadi nasabahnya."),
]


def objections(language: str, line: str) -> list[str]:
    """What is said against a line that opens a text of eight sentences."""
    rest = [f"The harbour of Tarnow was flooded for the {number}th time on Sunday." for number in range(4, 11)]
    text = "\n".join([line, *rest])
    return rate_eligibility(text, split_sentences(text, language), language)


@pytest.mark.parametrize(("language", "line"), SPEAKS)
def test_a_site_that_speaks_is_heard_whatever_its_wording(language: str, line: str) -> None:
    assert objections(language, line)[0]


@pytest.mark.parametrize(("language", "line"), REPORTS)
def test_a_report_of_others_is_kept(language: str, line: str) -> None:
    assert not objections(language, line)[0]


def test_whoever_is_quoted_is_not_the_site() -> None:
    said = "“If you find a mistake in our article, write to the newsroom,” the minister told readers of the paper."
    assert not objections("en", said)[0]


def test_a_text_about_the_site_may_speak_of_it() -> None:
    lines = [
        "On this page you will find the transcript of our show.",
        "If you find a mistake on this page, please write to our newsroom.",
        "You may share this page with your class, and comment on it below.",
        "This page was edited by our newsroom.",
        "The show is about bridges.",
    ]
    text = "\n".join(lines)
    assert not any(rate_eligibility(text, split_sentences(text, "en"), "en"))


def test_one_phrase_of_several_words_counts_once() -> None:
    """Vietnamese words have several syllables: "ứng dụng" is one thing, an app."""
    line = "Bạn có thể sử dụng ứng dụng thư viện ảnh khá đơn giản của máy để xem các tác phẩm của mình."
    assert not objections("vi", line)[0]
