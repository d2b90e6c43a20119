"""Old data is mentioned once a day."""

from __future__ import annotations

from datetime import date

from modelpick.cli.age import age_warning, mention_age

OLD = date(2027, 3, 24)


def test_old_data_is_mentioned_once_a_day(tmp_path, capsys):
    """On standard error; the next day again."""
    for today in (OLD, OLD, date(2027, 3, 25)):
        mention_age("2026-11-23", today, tmp_path / "user")

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        age_warning("2026-11-23", OLD),
        age_warning("2026-11-23", date(2027, 3, 25)),
    ]


def test_young_data_is_not_mentioned(tmp_path, capsys):
    """And no file is touched for it."""
    mention_age("2026-11-23", date(2027, 3, 23), tmp_path / "user")

    assert capsys.readouterr().err == ""
    assert not (tmp_path / "user").exists()


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path, capsys):
    """Then it is said each time."""
    (tmp_path / "user").write_text("a file")

    mention_age("2026-11-23", OLD, tmp_path / "user")

    assert "121 days old" in capsys.readouterr().err
