//! Web archives: WARC 1.0 and 1.1 (ISO 28500:2017), and WET files, which hold the text of pages.

use super::read::EachUnread;
use super::unread::{self, Page, Place, Unread};
use super::{DocumentError, ErrorKind, Format, Reading};
use encoding_rs::Encoding;
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Read};

/// Bytes of a header at most; those of crawlers take some hundred.
const HEADER: usize = 64 << 10;
/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;
/// What every record begins with.
const MARK: &[u8] = b"WARC/";

/// Hands the pages of an archive to `each`: responses of status 2xx and resources that are HTML or plain text, and conversions to text.
/// All else is passed over. A broken record is handed over as an error with its place in the unpacked file, and the next one is looked for.
pub(super) fn read<E>(
    reading: &Reading,
    name: &str,
    input: &mut dyn Read,
    each: &mut EachUnread<'_, E>,
) -> Result<(), E> {
    let mut records = Records::new(input, reading.limits.record);
    loop {
        let record = records.next();
        let at = records.start;
        let unread: Option<Unread> = match record {
            Ok(None) => return Ok(()),
            Ok(Some(record)) => match page(record, reading.limits.record) {
                Ok(page) => page.map(|(url, date, body)| {
                    let Body { bytes, html, encoding } = body;
                    let record = unread::Record { id: url.clone(), url, date, place: Place::Byte(at) };
                    let (name, article, record) = (name.into(), reading.article, Some(record));
                    Page { name, bytes, html, encoding, article, record }.into()
                }),
                Err(kind) => Some(DocumentError::from(kind).at_byte(at).into()),
            },
            Err(ErrorKind::Io(error)) => return each(DocumentError::from(error).at_byte(at).into()),
            Err(kind) => Some(DocumentError::from(kind).at_byte(at).into()),
        };
        unread.map_or(Ok(()), &mut *each)?;
    }
}

/// Names and values of a header, in order; lines that go on are joined.
struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads the lines behind the first.
    fn of(header: &[u8]) -> Fields {
        let text = String::from_utf8_lossy(header);
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in text.lines().skip(1) {
            match (line.split_once(':'), fields.last_mut()) {
                (_, Some((_, value))) if line.starts_with([' ', '\t']) => *value = format!("{value} {}", line.trim()),
                (Some((name, value)), _) => fields.push((name.trim().to_ascii_lowercase(), value.trim().to_string())),
                (None, _) => {}
            }
        }
        Fields(fields)
    }

    /// The first value of that name (lower case); empty where there is none.
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// A record that may hold a page.
struct Record {
    fields: Fields,
    block: Vec<u8>,
}

/// The records of an archive, one at a time.
struct Records<'r> {
    input: BufReader<&'r mut dyn Read>,
    /// Bytes read so far.
    at: u64,
    /// Where the record begins that was read last.
    start: u64,
    /// The first line of the next record, where it was read already.
    first: Option<Vec<u8>>,
    most: usize,
}

impl<'r> Records<'r> {
    fn new(input: &'r mut dyn Read, most: usize) -> Self {
        Records { input: BufReader::with_capacity(CHUNK, input), at: 0, start: 0, first: None, most }
    }

    /// The next record that may hold a page.
    fn next(&mut self) -> Result<Option<Record>, ErrorKind> {
        while let Some(first) = self.begin()? {
            let fields = Fields::of(&self.header(first)?);
            let length: Option<u64> = fields.get("content-length").parse().ok();
            let Some(length) = length else { return self.broken("it has no Content-Length") };
            if !matches!(fields.get("warc-type"), "response" | "resource" | "conversion") {
                let passed = io::copy(&mut (&mut self.input).take(length), &mut io::sink()).map_err(ErrorKind::Io)?;
                self.at += passed;
                continue;
            }
            return self.block(length).map(|block| Some(Record { fields, block }));
        }
        Ok(None)
    }

    /// The first line of the next record; `None` at the end of the file.
    fn begin(&mut self) -> Result<Option<Vec<u8>>, ErrorKind> {
        if let Some(first) = self.first.take() {
            self.start = self.at - first.len() as u64;
            return Ok(Some(first));
        }
        loop {
            self.start = self.at;
            let line = self.line()?;
            match &line[..] {
                [] => return Ok(None),
                b"\r\n" | b"\n" => {}
                line if line.starts_with(MARK) => return Ok(Some(line.to_vec())),
                _ => return self.broken("no record begins where the one before it ends"),
            }
        }
    }

    /// Goes to where the next record may begin, and says what is wrong with this one.
    fn broken<T>(&mut self, what: &str) -> Result<T, ErrorKind> {
        let mut whole = true;
        loop {
            let line = self.line()?;
            if line.is_empty() || (whole && line.starts_with(MARK)) {
                self.first = Some(line).filter(|line| !line.is_empty());
                return Err(ErrorKind::Record(what.into()));
            }
            whole = line.ends_with(b"\n");
        }
    }

    /// The next line, line end and all, or as much of it as a header may hold.
    fn line(&mut self) -> Result<Vec<u8>, ErrorKind> {
        let mut line = Vec::new();
        (&mut self.input).take(HEADER as u64).read_until(b'\n', &mut line).map_err(ErrorKind::Io)?;
        self.at += line.len() as u64;
        Ok(line)
    }

    /// The header of a record, of which the first line was read.
    fn header(&mut self, mut header: Vec<u8>) -> Result<Vec<u8>, ErrorKind> {
        loop {
            let line = self.line()?;
            match &line[..] {
                b"\r\n" | b"\n" => return Ok(header),
                [] => return self.broken("it ends within its header"),
                _ if header.len() + line.len() > HEADER => return self.broken("its header does not end"),
                _ => header.extend_from_slice(&line),
            }
        }
    }

    fn block(&mut self, length: u64) -> Result<Vec<u8>, ErrorKind> {
        let fits = length <= self.most as u64;
        let mut block = Vec::new();
        let mut input = (&mut self.input).take(length);
        let read = match fits {
            true => input.read_to_end(&mut block).map(|read| read as u64),
            false => io::copy(&mut input, &mut io::sink()),
        };
        self.at += read.map_err(ErrorKind::Io)?;
        match (fits, input.limit()) {
            (false, _) => Err(ErrorKind::Limit(format!("a record of more than {} bytes", self.most))),
            (true, 0) => Ok(block),
            (true, missing) => Err(ErrorKind::Record(format!("the file ends {missing} bytes before it does"))),
        }
    }
}

/// The text of a page as it came, with what is known of it.
struct Body {
    bytes: Vec<u8>,
    html: bool,
    encoding: Option<&'static Encoding>,
}

/// URL, time and page of a record; `None` where it holds none.
fn page(record: Record, most: usize) -> Result<Option<(String, String, Body)>, ErrorKind> {
    let Record { fields, block } = record;
    let is_response = fields.get("warc-type") == "response";
    let body = match is_response {
        true => response(&block, most)?,
        false => body(fields.get("content-type"), block),
    };
    // Some crawlers follow the grammar of WARC 1.0, which has angle brackets here.
    let url = fields.get("warc-target-uri").trim_matches(['<', '>']).to_string();
    Ok(body.map(|body| (url, fields.get("warc-date").to_string(), body)))
}

/// The page in an HTTP response (RFC 9112); `None` for redirects, errors and what is no text.
fn response(block: &[u8], most: usize) -> Result<Option<Body>, ErrorKind> {
    let Some((head, content)) = split_head(block) else {
        return Err(ErrorKind::Record("the response has no end of its header".into()));
    };
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let status = line.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    if !line.starts_with(b"HTTP/") || status.len() < 3 {
        return Err(ErrorKind::Record("the response has no status".into()));
    }
    let fields = Fields::of(head);
    let kind = fields.get("content-type");
    if !status.starts_with(b"2") || (!kind.is_empty() && text(kind).is_none()) {
        return Ok(None);
    }
    let chunked = fields.get("transfer-encoding").to_ascii_lowercase().contains("chunked");
    let content = if chunked { dechunked(content) } else { Cow::Borrowed(content) };
    Ok(body(kind, unpacked(content, fields.get("content-encoding"), most)?))
}

/// Header and content of a response.
fn split_head(block: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = |mark: &[u8]| memchr::memmem::find(block, mark).map(|at| (at, at + mark.len()));
    let (head, content) = [end(b"\r\n\r\n"), end(b"\n\n")].into_iter().flatten().min()?;
    Some((&block[..head], &block[content..]))
}

/// Whether content of a type is HTML; `None` where it is no text of a page.
fn text(kind: &str) -> Option<bool> {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match &*kind {
        "text/html" | "application/xhtml+xml" => Some(true),
        "text/plain" => Some(false),
        _ => None,
    }
}

/// Content of a type; where the type is not named, it is told by the first bytes.
fn body(kind: &str, bytes: Vec<u8>) -> Option<Body> {
    let html = match kind.is_empty() {
        true => match Format::detect("", &bytes[..bytes.len().min(CHUNK)]) {
            Format::Html => true,
            Format::Plain => false,
            _ => return None,
        },
        false => text(kind)?,
    };
    let label = kind.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    });
    Some(Body { bytes, html, encoding: label.and_then(|label| Encoding::for_label(label.as_bytes())) })
}

/// Content without the marks of chunks (RFC 9112, section 7.1), as far as it goes. Many crawlers take the marks out and leave the field,
/// so content that does not begin with one is left as it is.
fn dechunked(content: &[u8]) -> Cow<'_, [u8]> {
    let (mut whole, mut rest) = (Vec::new(), content);
    while let Some((size, behind)) = chunk_size(rest) {
        if size == 0 {
            return whole.into();
        }
        let (chunk, next) = behind.split_at(size.min(behind.len()));
        whole.extend_from_slice(chunk);
        rest = next.strip_prefix(b"\r\n").or_else(|| next.strip_prefix(b"\n")).unwrap_or(next);
    }
    if whole.is_empty() { content.into() } else { whole.into() }
}

/// The size that a chunk begins with, and what stands behind it.
fn chunk_size(content: &[u8]) -> Option<(usize, &[u8])> {
    // A size of 16 digits is more than there can be.
    let end = memchr::memchr(b'\n', &content[..content.len().min(256)])?;
    let digits = content[..end].split(|byte| *byte == b';').next()?.trim_ascii();
    let size = usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    Some((size, &content[end + 1..]))
}

/// Content unpacked to `most` bytes; it is often unpacked already, with the field left.
fn unpacked(content: Cow<'_, [u8]>, encoding: &str, most: usize) -> Result<Vec<u8>, ErrorKind> {
    let encoding = encoding.to_ascii_lowercase();
    match &*encoding {
        "gzip" | "x-gzip" if content.starts_with(b"\x1f\x8b") => {}
        "br" | "zstd" | "deflate" if std::str::from_utf8(&content[..content.len().min(16)]).is_err() => {
            return Err(ErrorKind::Record(format!("content packed as {encoding} is not read")));
        }
        _ => return Ok(content.into_owned()),
    }
    let mut bytes = Vec::new();
    let mut input = MultiGzDecoder::new(&content[..]).take(most as u64 + 1);
    // What a crawler cut off is read as far as it goes.
    let read = input.read_to_end(&mut bytes);
    match read {
        _ if bytes.len() > most => Err(ErrorKind::Limit(format!("content that unpacks to more than {most} bytes"))),
        Err(error) if bytes.is_empty() => Err(ErrorKind::Record(error.to_string())),
        _ => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::read_all;
    use super::*;
    use std::io::Write;

    fn record(kind: &str, fields: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://a.example/{kind}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n\
             {fields}Content-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn response(status: &str, fields: &str, body: &[u8]) -> Vec<u8> {
        let block = [format!("HTTP/1.1 {status}\r\n{fields}\r\n").as_bytes(), body].concat();
        record("response", "Content-Type: application/http; msgtype=response\r\n", &block)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    /// Text of each page; of a fault its place and message.
    fn read(reading: &Reading, bytes: &[u8]) -> Vec<String> {
        let shown = |read: Result<super::super::Document, DocumentError>| match read {
            Ok(document) => {
                assert_eq!(document.date(), "2026-01-02T03:04:05Z");
                assert!(document.record().starts_with("http://a.example/"), "{}", document.record());
                document.text().trim().to_string()
            }
            Err(error) => format!("{} {error}", error.place()),
        };
        read_all(reading, "a.warc.gz", bytes).into_iter().map(shown).collect()
    }

    const HTML: &str = "Content-Type: text/html\r\n";

    #[test]
    fn pages_are_read_and_all_else_is_passed_over() {
        let members = [
            record("warcinfo", "", b"software: x"),
            record("request", "", b"GET / HTTP/1.1\r\n\r\n"),
            response(
                "200 OK",
                "content-type: text/html; charset=\"koi8-r\"\r\n",
                b"<meta charset=utf-8><p>\xd4\xc5\xd3\xd4",
            ),
            response("200 OK", HTML, b"<meta charset=koi8-r><p>\xd4\xc5\xd3\xd4"),
            response("200 OK", "Content-Type: text/plain;\r\n charset=utf-8\r\n", b"plain <p>"),
            response("301 Moved", HTML, b"<p>moved"),
            response("404 Not Found", HTML, b"<p>lost"),
            response("200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
            response("200 OK", "", b"<!doctype html><p>untold"),
            record("revisit", "", b"HTTP/1.1 200 OK\r\n\r\n"),
            record("resource", HTML, b"<p>saved"),
            record("conversion", "Content-Type: text/plain\r\n", "té".as_bytes()),
        ];
        let expected = ["тест", "тест", "plain <p>", "untold", "saved", "té"];
        let packed: Vec<u8> = members.iter().flat_map(|member| gzip(member)).collect();
        assert_eq!(read(&Reading::default(), &packed), expected);
        assert_eq!(read(&Reading::default(), &members.concat()), expected);
    }

    #[test]
    fn content_is_unpacked_where_it_is_packed() {
        let chunked = b"5;x=y\r\n<p>so\r\n3\r\nme \r\n4\r\ntext\r\n0\r\n\r\n";
        let packed = gzip(b"<p>some text");
        let both = [format!("{:x}\r\n", packed.len()).as_bytes(), &packed, b"\r\n0\r\n\r\n"].concat();
        let (te, ce) = ("Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n");
        for (fields, body) in [
            (te.to_string(), &chunked[..]),
            (te.to_string(), &chunked[..chunked.len() - 7]),
            (te.to_string(), b"<p>some text"),
            (ce.to_string(), &packed),
            (ce.to_string(), &packed[..packed.len() - 4]),
            (ce.to_string(), b"<p>some text"),
            (format!("{te}{ce}"), &both),
            ("Content-Encoding: br\r\n".to_string(), b"<p>some text"),
        ] {
            let archive = response("200 OK", &format!("{HTML}{fields}"), body);
            assert_eq!(read(&Reading::default(), &archive), ["some text"], "{fields} {body:?}");
        }
        let brotli = response("200 OK", &format!("{HTML}Content-Encoding: br\r\n"), b"\x1b\xff\x80");
        assert_eq!(read(&Reading::default(), &brotli), ["@0 broken record: content packed as br is not read"]);
        let mut reading = Reading::default();
        reading.limits.record = 2000;
        let bomb = response("200 OK", &format!("{HTML}{ce}"), &gzip(&[b'a'; 100_000]));
        let limit = "@0 beyond the limit: content that unpacks to more than 2000 bytes";
        assert_eq!(read(&reading, &bomb), [limit]);
    }

    #[test]
    fn a_broken_record_is_reported_with_its_place_and_the_others_go_on() {
        let good = response("200 OK", HTML, b"<p>good");
        let after = |fault: &[u8]| [&good[..], fault, &good].concat();
        let (at, long) = (good.len(), response("200 OK", HTML, &[b'a'; 3000]));
        let shorter = String::from_utf8(good.clone()).unwrap().replace("Content-Length: ", "Content-Length: 1");
        let unsized_ = String::from_utf8(good.clone()).unwrap().replace("Content-Length", "Length");
        let endless = format!("WARC/1.0\r\n{}", "A: b\r\n".repeat(20_000));
        let mut reading = Reading::default();
        reading.limits.record = 2000;
        for (archive, message) in [
            (
                after(b"garbage\r\nmore\n"),
                format!("@{at} broken record: no record begins where the one before it ends"),
            ),
            (after(unsized_.as_bytes()), format!("@{at} broken record: it has no Content-Length")),
            (after(endless.as_bytes()), format!("@{at} broken record: its header does not end")),
            (after(&long), format!("@{at} beyond the limit: a record of more than 2000 bytes")),
            (
                after(&record("response", "", b"nothing")),
                format!("@{at} broken record: the response has no end of its header"),
            ),
            (after(&record("response", "", b"no\r\n\r\n")), format!("@{at} broken record: the response has no status")),
        ] {
            let expected = vec!["good".to_string(), message, "good".to_string()];
            assert_eq!(read(&reading, &archive), expected);
        }
        let cut = [&good[..], shorter.as_bytes()].concat();
        let found = read(&reading, &cut);
        assert!(found[1].starts_with(&format!("@{at} broken record: the file ends ")), "{found:?}");
        // Cut in the middle of a page; what was whole before stays, and the loss is told once.
        let page: String = (0..3000_u32).map(|number| format!("{} ", number.wrapping_mul(2_654_435_761))).collect();
        let packed = gzip(&response("200 OK", HTML, page.as_bytes()));
        let found = read(&Reading::default(), &[&packed[..], &packed[..packed.len() / 2]].concat());
        assert_eq!((found[0].as_str(), found.len()), (page.trim(), 2));
        let second = response("200 OK", HTML, page.as_bytes()).len();
        assert!(found[1].starts_with(&format!("@{second} ")), "{}", found[1]);
    }
}
