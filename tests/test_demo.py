"""The demo plays through by itself, says each step, and leaves nothing behind."""

from pathlib import Path

from tracker.demo.play import play


def test_the_demo_goes_from_a_docket_entry_to_a_blocked_flow_a_mail_and_a_chronology(tmp_path: Path) -> None:
    lines: list[str] = []
    play(lines.append, keep=tmp_path, port=0, stay=False)
    told = "\n".join(lines)
    assert "the flow is OPEN; a ruling is pending" in told
    assert "the flow is BLOCKED by reading-circle-v-weather-permits." in told
    assert "digest: [DEMO] Blocked" in told
    assert (tmp_path / "chronology.csv").read_bytes().count(b"\r\n") >= 5
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 2


def test_the_demo_cleans_up_after_itself(monkeypatch: object) -> None:
    import tempfile

    before = set(Path(tempfile.gettempdir()).glob("tracker-demo-*"))
    play(lambda line: None, keep=None, port=0, stay=False)
    assert set(Path(tempfile.gettempdir()).glob("tracker-demo-*")) == before
