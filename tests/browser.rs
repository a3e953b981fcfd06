//! The HTML reports in a real browser, where there is one: the program named by UNSPIN_CHROMIUM, or chromium on the PATH.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use unspin::audit::{Merged, write_report};

fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("UNSPIN_CHROMIUM").map(PathBuf::from);
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let known = || std::env::split_paths(&path).flat_map(|folder| names.map(|name| folder.join(name)));
    named.or_else(|| known().find(|program| program.is_file()))
}

/// Steps of a reader, and what the page then shows, left in the page's title.
const READER: &str = r#"<script>
addEventListener('load', () => setTimeout(() => {
  const seen = [], note = (name, value) => seen.push(name + '=' + value);
  const all = [...document.querySelectorAll('mark')], shown = () => document.querySelector('output').textContent;
  const box = name => document.querySelector('input[value=' + name + ']');
  note('marks', all.length);
  note('all', shown());
  box('certain').click();
  const hidden = all.filter(mark => mark.tabIndex < 0);
  note('hidden', hidden.length > 0 && hidden.every(mark => mark.className.includes('certain')));
  note('plain', getComputedStyle(hidden[0]).textDecorationLine);
  note('item', getComputedStyle(document.getElementById(hidden[0].getAttribute('aria-describedby'))).display);
  note('some', shown() === (all.length - hidden.length) + ' of ' + all.length + ' shown');
  document.getElementById('next').click();
  const first = all.find(mark => mark.tabIndex === 0), panel = document.querySelector('aside');
  note('focus', document.activeElement === first);
  note('panel', panel.textContent.includes(first.textContent.trim().split(/\s+/)[0]) && !panel.classList.contains('empty'));
  document.getElementById('previous').click();
  note('last', document.activeElement === all.filter(mark => mark.tabIndex === 0).pop());
  document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}));
  note('closed', panel.classList.contains('empty'));
  box('certain').click();
  note('again', shown());
  const bar = document.querySelectorAll('[data-to]')[1];
  bar.dispatchEvent(new MouseEvent('click', {bubbles: true}));
  note('bar', Math.abs(document.getElementById(bar.dataset.to).getBoundingClientRect().top) < innerHeight / 2);
  document.title = seen.join(';');
}, 0));
</script>"#;

/// What an audit's page shows to a reader who opens, sorts and filters sites, some of which are hostile.
const AUDITOR: &str = r#"
addEventListener('load', () => setTimeout(() => {
  const seen = [], note = (name, value) => seen.push(name + '=' + value);
  const at = id => document.getElementById(id), rows = () => [...document.querySelectorAll('#list tbody tr:not(.more)')];
  const names = () => rows().map(row => row.cells[1].textContent), set = (id, value) => { at(id).value = value; at(id).dispatchEvent(new Event('input', {bubbles: true})); };
  const press = (scope, title) => [...document.querySelectorAll(scope + ' button')].find(button => button.textContent === title).click();
  note('all', at('shown').textContent);
  note('first', names()[0] + ' ' + rows()[0].cells[4].textContent);
  note('drawn', rows()[0].querySelectorAll('.share rect').length + ' ' + rows()[0].querySelectorAll('.spread rect').length);
  press('#turn', 'Last');
  note('last', rows().length);
  press('#list thead', 'Site');
  note('sorted', names()[0]);
  press('#list thead', 'Site');
  note('reversed', document.querySelector('[aria-sort]').getAttribute('aria-sort') + ' ' + names()[0]);
  set('name', 'FARM');
  note('found', at('shown').textContent);
  const open = document.querySelector('.open');
  open.focus();
  open.click();
  const more = document.querySelector('.more');
  note('open', open.getAttribute('aria-expanded') + ' ' + more.querySelectorAll('article').length + ' ' + more.querySelector('p').textContent);
  note('mark', more.querySelector('mark').textContent + ' in ' + more.querySelector('li').textContent);
  note('text', more.textContent.includes('<img src=x onerror=alert(1)>'));
  note('links', [...document.querySelectorAll('a[href]')].map(a => new URL(a.href).protocol).filter((p, n, all) => all.indexOf(p) === n).sort());
  note('script', document.querySelectorAll('main img, main script, main iframe').length + ' ' + (window.run === undefined));
  open.click();
  note('closed', document.querySelectorAll('.more').length);
  set('name', ''); set('low', '50');
  note('low', at('shown').textContent);
  set('low', '0'); set('least', '10');
  note('least', at('shown').textContent);
  set('least', '0'); set('vocabulary', 'spinbot');
  note('vocabulary', at('shown').textContent);
  const foreign = document.createElement('script');
  foreign.textContent = 'window.run = 1';
  document.body.append(foreign);
  note('policy', window.run === undefined);
  document.title = seen.join(';');
}, 0));
"#;

/// The title that the page has at the end, and what the browser said.
fn title(browser: &Path, page: &Path) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(["--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
    (title.to_string(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn filters_keys_and_details_work() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no browser (set UNSPIN_CHROMIUM to try the HTML report in one)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/spun");
    let arguments = ["check", corpus, "--quiet", "--exit-zero", "--no-config", "--format", "html", "--output"];
    let status = Command::new(env!("CARGO_BIN_EXE_unspin")).args(arguments).arg(&page).status().unwrap();
    assert!(status.success());
    let html = std::fs::read_to_string(&page).unwrap();
    let marks = html.matches("<mark ").count();
    std::fs::write(&page, html.replace("</body>", &format!("{READER}</body>"))).unwrap();
    let (title, errors) = title(&browser, &page);
    let all = format!("{marks} of {marks} shown");
    let expected = format!(
        "marks={marks};all={all};hidden=true;plain=none;item=none;some=true;focus=true;panel=true;last=true;closed=true;again={all};bar=true"
    );
    assert_eq!(title, expected, "{errors}");
}

/// Tables of an audit of 40 sites with two pages each; names, phrases and contexts are as hostile as may be.
fn tables() -> [String; 5] {
    let mut sites = "site,pages,english_pages,strong_pages,strong_low,strong_high,density_median,density_90,vocabularies,first_date,last_date\n".to_string();
    let mut documents =
        "document,part,url,site,date,language,words,findings,per_1000_words,verdict,probability,vocabulary\n"
            .to_string();
    let mut findings = "document,found,suggestion,level,context\n".to_string();
    for site in 0..40 {
        let farm = site < 2;
        let (name, strong) = (format!("{}{site}.example", if farm { "farm" } else { "paper" }), 2 * u64::from(farm));
        let (low, high) = unspin::audit::wilson(strong, 2);
        let vocabulary = if farm { "spinbot 2" } else { "" };
        let pages = if site == 7 { 12 } else { 2 };
        writeln!(
            sites,
            "{name},{pages},{pages},{strong},{low},{high},0,9,{vocabulary},2026-01-01T00:00:00Z,2026-02-03T00:00:00Z"
        )
        .unwrap();
        for (page, scheme) in ["https", "javascript"].into_iter().enumerate().take(if farm { 2 } else { 0 }) {
            let url = format!("{scheme}://{name}/{page}</script><script>run=1</script>");
            let verdict = unspin::Verdict::Strong.text();
            writeln!(
                documents,
                "a.warc,{url},{url},{name},2026-01-01T00:00:00Z,eng,100,2,20,{verdict},0.9{},spinbot",
                9 - page
            )
            .unwrap();
            findings += "a.warc,nitty gritty,'=detailed,likely,\"The nitty gritty, <img src=x onerror=alert(1)>.\"\n";
            findings += "a.warc,</script>,<b>,certain,<!-- <script> </script> \u{202E}\n";
        }
    }
    let phrases = "phrase,suggestion,pages,sites,findings\n<script>run=1</script>,'=1,2,2,2\n".to_string();
    [findings, documents, sites, phrases, "document,part,cause,message\n".to_string()]
}

#[test]
fn sites_of_an_audit_are_sorted_filtered_and_opened_and_nothing_of_them_runs() {
    let Some(browser) = browser() else {
        eprintln!("skipped: no browser (set UNSPIN_CHROMIUM to try the page of an audit in one)");
        return;
    };
    let tables = tables();
    let [findings, documents, sites, phrases, errors] = tables.each_ref().map(|table| table.as_bytes());
    let clusters = "cluster,document,part,url,site,similarity,likeliest_original\n1,a,b,javascript:run=1,<img src=x>,0.9,no\n1,a,b,c,d,1,yes\n";
    let merged = Merged { findings, documents, sites, phrases, errors, clusters: Some(clusters.as_bytes()) };
    let mut html = Vec::new();
    write_report(merged, &mut html).unwrap();
    let html = String::from_utf8(html).unwrap();
    let nonce = html.split("<script nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let reader = format!("<script nonce=\"{nonce}\">{AUDITOR}</script></body>");
    std::fs::write(&page, html.replace("</body>", &reader)).unwrap();
    let (title, errors) = title(&browser, &page);
    let expected = [
        "all=1 to 25 of 40 sites",
        "first=farm0.example 100\u{a0}% (34\u{a0}% to 100\u{a0}%)",
        "drawn=3 11",
        "last=15",
        "sorted=farm0.example",
        "reversed=descending paper9.example",
        "found=1 to 2 of 2 sites, of 40 listed",
        "open=true 2 2 of 2 pages with findings, strongest first.",
        "mark=&lt;/script&gt; in &lt;!-- &lt;script&gt; &lt;/script&gt;  → &lt;b&gt;",
        "text=true",
        "links=file:,https:",
        "script=0 true",
        "closed=0",
        "low=0 sites, of 40 listed",
        "least=1 to 1 of 1 site, of 40 listed",
        "vocabulary=1 to 2 of 2 sites, of 40 listed",
        "policy=true",
    ];
    assert_eq!(title.replace("&nbsp;", "\u{a0}"), expected.join(";"), "{errors}");
}
