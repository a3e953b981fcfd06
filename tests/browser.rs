//! The HTML report in a real browser, where there is one: the program named by UNSPIN_CHROMIUM, or chromium on the PATH.

use std::path::PathBuf;
use std::process::{Command, Stdio};

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
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .args(["--virtual-time-budget=5000", "--dump-dom"])
        .arg(format!("file://{}", page.display()))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let dom = String::from_utf8_lossy(&output.stdout);
    let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
    let all = format!("{marks} of {marks} shown");
    let expected = format!(
        "marks={marks};all={all};hidden=true;plain=none;item=none;some=true;focus=true;panel=true;last=true;closed=true;again={all};bar=true"
    );
    assert_eq!(title, expected, "{}", String::from_utf8_lossy(&output.stderr));
}
