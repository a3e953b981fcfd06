"""The module, as one uses it."""

import gc
import io
import os
import pickle
import subprocess
import sys
import threading
import time

import pyarrow as pa
import pytest
import unspin

SPUN = "The Soviet Association fell. It gave Big Information and profound learning."


def test_findings_are_places_in_code_points():
    text = "𝒞 é — " + SPUN
    findings = unspin.check(text)
    assert [f.found for f in findings][0] == "Soviet Association"
    assert all(text[f.start : f.end] == f.found for f in findings)
    assert findings[0].suggestions == ["Soviet Union"]
    assert findings[0].level in ("likely", "certain") and 0 < findings[0].confidence <= 1
    assert "Soviet Association" in repr(findings[0]) and findings[0].reason and findings[0].entry


def test_a_summary_says_what_the_command_line_says():
    summary = unspin.summary(SPUN)
    assert summary.words == 11 and summary.findings == len(unspin.check(SPUN)) > 1
    assert summary.verdict.startswith("phrasing suggests")
    assert summary.certain + summary.likely + summary.possible == summary.findings
    assert 0 <= summary.probability <= 1 and summary.sentences == 2
    off = unspin.Checker(restoration=False).summary(SPUN)
    assert off.probability is None and off.vocabulary is None


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
def test_batches_are_what_texts_are(kind):
    texts = [SPUN, None, "", "A plain text.", "é " + SPUN]
    result = unspin.Checker().check_batch(pa.array(texts, kind))
    assert len(result) == 5
    rows = pa.array(result).to_pylist()
    assert rows[1] is None and rows[2] == rows[3] == []
    for text, row in zip(texts, rows):
        fields = list(row[0]) if row else []
        expected = [{f: getattr(finding, f) for f in fields} for finding in unspin.check(text or "")]
        assert row is None or row == expected


def test_slices_and_chunks_are_read_where_they_are():
    whole = pa.array(["left out", SPUN, None, SPUN + SPUN, "left out"])
    chunked = pa.chunked_array([whole[1:3], whole[3:4], whole[:0]])
    rows = pa.array(unspin.Checker().check_batch(chunked)).to_pylist()
    assert len(rows) == 3 and rows[1] is None and len(rows[2]) == 2 * len(rows[0]) > 0


def test_summaries_come_as_structs():
    rows = pa.array(unspin.Checker().summary_batch(pa.array([SPUN, None]))).to_pylist()
    summary = unspin.summary(SPUN)
    assert rows == [{name: getattr(summary, name) for name in rows[0]}, None]


def test_threads_do_not_change_what_is_found():
    texts = pa.array([SPUN * n for n in range(40)])
    one, three = (pa.array(unspin.Checker(threads=n).check_batch(texts)) for n in (1, 3))
    assert one.equals(three)


def test_a_fork_has_threads_of_its_own():
    checker = unspin.Checker(threads=2)
    texts = pa.array([SPUN] * 8)
    checker.check_batch(texts)
    child = os.fork()
    if child == 0:
        os._exit(0 if len(checker.check_batch(texts)) == 8 else 1)
    for _ in range(300):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        time.sleep(0.1)
    else:
        os.kill(child, 9)
        os.waitpid(child, 0)
        pytest.fail("the fork waits for threads that it does not have")
    assert status == 0


def test_other_python_runs_meanwhile():
    texts, ticks, stop = pa.array([SPUN * 2000] * 4), 0, threading.Event()
    checker = unspin.Checker(threads=1)
    done = threading.Thread(target=lambda: (checker.check_batch(texts), stop.set()))
    done.start()
    while not stop.is_set():
        ticks += 1
        time.sleep(0.001)
    done.join()
    assert ticks > 3


def test_faults_are_exceptions_in_the_words_of_the_command_line(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text("find,suggest,kind,level,example\nfoo bar,,spn,likely,x\n")
    for make, message in [
        (lambda: unspin.Checker([bad]), f"{bad}:2: kind: \"spn\" (write spun, tortured or translated)"),
        (lambda: unspin.Checker(["nofile.csv"]), "nofile.csv: No such file or directory (os error 2)"),
        (lambda: unspin.Checker(profile=bad), f"{bad} is no profile; make one with unspin reference build"),
        (lambda: unspin.Checker(level="sure"), 'level: "sure" (write possible, likely or certain)'),
        (lambda: unspin.Checker().check_batch(pa.array([1])), "array: it holds Int64"),
        (lambda: unspin.read_warc("no.warc"), "no.warc: No such file or directory (os error 2)"),
        (lambda: unspin.read_warc(7), "read_warc: neither a path nor a binary file"),
    ]:
        with pytest.raises(unspin.UnspinError) as raised:
            make()
        assert str(raised.value).startswith(message)
    assert issubclass(unspin.UnspinError, ValueError)
    with pytest.raises(ValueError):
        unspin.Checker().check_batch(["no array"])
    with pytest.raises(TypeError):
        unspin.check(b"bytes")


def test_buffers_that_are_no_text_are_refused():
    broken = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")])
    with pytest.raises(unspin.UnspinError, match="^array: "):
        unspin.Checker().check_batch(broken)


def test_dictionaries_and_settings_go_along_when_a_checker_is_pickled(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("find,suggest,kind,level,example\nwibbly sprocket,device,spun,possible,a wibbly sprocket\n")
    checker = unspin.Checker([own], level="possible", threads=1)
    own.unlink()
    again = pickle.loads(pickle.dumps(checker))
    assert [f.entry for f in again.check("a wibbly sprocket")] == ["own/wibbly-sprocket"]
    assert again is pickle.loads(pickle.dumps(checker)) and unspin.check("a wibbly sprocket") == []


def record(kind, fields, body):
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\nWARC-Type: {kind}\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body + b"\r\n\r\n"


@pytest.fixture
def archive(tmp_path):
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>{SPUN}</p>".encode()
    fields = {"WARC-Target-URI": "https://example.com/a", "WARC-Date": "2026-11-24T10:00:00Z"}
    path = tmp_path / "a.warc"
    path.write_bytes(record("response", fields, page) + b"garbage\r\n" + record("conversion", fields, b"Plain."))
    return path


def test_archives_are_read_record_by_record(archive):
    for source in (archive, str(archive), open(archive, "rb"), io.BytesIO(archive.read_bytes())):
        one, broken, two = unspin.read_warc(source)
        assert (one.url, one.date, one.text.strip()) == ("https://example.com/a", "2026-11-24T10:00:00Z", SPUN)
        assert one.error is None and (broken.text, broken.cause) == (None, "record")
        assert broken.error.endswith("broken record: no record begins where the one before it ends")
        assert two.text.strip() == "Plain."


def test_what_a_file_raises_is_an_error_of_the_archive(archive):
    class Failing(io.BytesIO):
        def read(self, size=-1):
            raise OSError("the disk is gone")

    (record,) = unspin.read_warc(Failing())
    assert record.cause == "unreadable" and "the disk is gone" in record.error
    (record,) = unspin.read_warc(io.StringIO("text"))
    assert "not opened as binary" in record.error


def test_a_reader_that_is_left_alone_ends(tmp_path, archive):
    many = tmp_path / "many.warc"
    many.write_bytes(archive.read_bytes() * 500)
    count = lambda: sum("unspin reader" in open(f"/proc/self/task/{task}/comm").read() for task in os.listdir("/proc/self/task"))
    reader = unspin.read_warc(many)
    next(reader)
    assert count() == 1
    del reader
    gc.collect()
    for _ in range(100):
        if count() == 0:
            return
        time.sleep(0.05)
    pytest.fail("its thread still waits")


def test_pandas_and_polars_read_the_example():
    example = os.path.join(os.path.dirname(__file__), "..", "examples", "frames.py")
    run = subprocess.run([sys.executable, example], capture_output=True, text=True, check=True)
    assert run.stdout.count("Soviet Association") == 2 and run.stdout.count("Soviet Union") == 2, run.stdout
