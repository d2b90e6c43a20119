"""``modelpick wizard`` in real terminals."""

from __future__ import annotations

import os
import re
import select
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

PATIENCE_S = 120
TASK, TARGET = "What should the model do?", "Where should it run?"
OPEN, CLOSE = "\x1b[?1049h", "\x1b[?1049l"
DOWN, LEFT, ERASE = "\x1b[B", "\x1b[D", "\x1b[2J"
CONTROL_C, CONTROL_D, CONTROL_Z = "\x03", "\x04", "\x1a"
# The terminal of the child is its controlling one only when a session leader says so.
SEIZE = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execv(sys.executable, [sys.executable, '-m', 'modelpick', *sys.argv[1:]])"
)
# The least of a shell: a job in the foreground, continued by a line once it has stopped.
SHELL = """
import fcntl, os, signal, subprocess, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
job = subprocess.Popen([sys.executable, "-m", "modelpick", *sys.argv[1:]], process_group=0)
while True:
    os.tcsetpgrp(0, job.pid)
    _, status = os.waitpid(job.pid, os.WUNTRACED)
    os.tcsetpgrp(0, os.getpgrp())
    if not os.WIFSTOPPED(status):
        sys.exit(os.waitstatus_to_exitcode(status))
    print("stopped", flush=True)
    sys.stdin.readline()
    os.killpg(job.pid, signal.SIGCONT)
"""


def environment(**variables: str) -> dict[str, str]:
    dropped = ("NO_COLOR", "COLUMNS", "LINES")
    kept = {k: v for k, v in os.environ.items() if k not in dropped and not k.startswith("MODELPICK_")}
    kept |= {k: v for k, v in os.environ.items() if k == "MODELPICK_CACHE"}
    return {**kept, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **variables}


class Terminal:
    """The command in a terminal of its own, driven by what it shows."""

    def __init__(
        self, *arguments: str, width: int = 80, piped: bool = False, shell: bool = False, **variables: str
    ) -> None:
        self.master, self.slave = os.openpty()
        self.resize(width, 24)
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(
            [sys.executable, "-c", SHELL if shell else SEIZE, *arguments],
            stdin=self.slave,
            stdout=subprocess.PIPE if piped else self.slave,
            stderr=self.slave,
            env=environment(**variables),
            start_new_session=True,
        )
        self.shown = ""
        self.mark = 0

    def resize(self, width: int, height: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def expect(self, text: str) -> str:
        """Wait until ``text`` is shown after what was sent last; what was shown since then."""
        end = time.monotonic() + PATIENCE_S
        while text not in self.shown[self.mark :]:
            more = self._read(1.0)
            waiting = (more or self.process.poll() is None) and time.monotonic() < end
            assert waiting, f"never showed {text!r}; shown: {self.shown[-2000:]!r}"
        return self.shown[self.mark :]

    def send(self, *keys: str) -> None:
        """Press keys."""
        self.mark = len(self.shown)
        os.write(self.master, "".join(keys).encode())

    def signal(self, number: int) -> None:
        self.mark = len(self.shown)
        self.process.send_signal(number)

    def end(self, again: str | None = None) -> int:
        """Read to the end; the exit code.

        Args:
            again: pressed once more where it had no effect, as a person would: Python drops an interrupt that meets it
                while it cleans up.
        """
        stop = time.monotonic() + PATIENCE_S
        while self.process.poll() is None:
            left = stop - time.monotonic()
            assert left > 0, f"never ended; shown: {self.shown[-2000:]!r}"
            if again is not None and left < PATIENCE_S / 2:
                self.send(again)
                again = None
            self._read(0.2)
        while self._read(0.2):
            pass
        return self.process.returncode

    @property
    def settings(self) -> list[object]:
        """Modes of the terminal now."""
        return termios.tcgetattr(self.slave)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        os.close(self.master)
        os.close(self.slave)

    def _read(self, patience: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], patience)
        if ready:
            self.shown += os.read(self.master, 65536).decode("utf-8", "replace")
        return bool(ready)


Start = Callable[..., Terminal]


@pytest.fixture
def terminal() -> Iterator[Start]:
    """Start the command in a terminal."""
    started: list[Terminal] = []

    def start(*arguments: str, **fields: object) -> Terminal:
        started.append(Terminal(*arguments, **fields))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for found in started:
        found.close()


def last_line(text: str) -> str:
    return text.rstrip().splitlines()[-1].strip()


def in_target_question(started: Terminal) -> Terminal:
    started.expect(TASK)
    started.send("captioning\r")
    started.expect(TARGET)
    return started


def test_keys_lead_to_an_answer_and_its_line(terminal):
    """Search for the task, take a target by arrow, have the answer: the line at the end asks the same."""
    session = in_target_question(terminal("wizard"))
    session.send(DOWN, DOWN, "\r")
    session.expect("Runs on: A phone")
    session.send("\t")

    assert session.end() == 0
    assert last_line(session.shown) == "modelpick recommend image-captioning --on-device --hardware phone"


def test_without_arguments_a_terminal_gets_the_wizard(terminal):
    """The shortest command asks."""
    session = terminal()
    session.expect(TASK)
    session.send(CONTROL_D)

    assert session.end() == 130


def test_tasks_by_heading_and_number(terminal):
    """Numbers choose, also of two digits."""
    session = terminal("wizard")
    session.expect(TASK)
    session.send("10\r")
    session.expect("Video captioning")
    session.send("1\r")
    session.expect(TARGET)
    session.send("\t")

    assert session.end() == 0


@pytest.mark.parametrize("key", [LEFT, "\x1b", "b"])
def test_back_returns_to_the_question_before(terminal, key):
    """With arrow, Escape and letter."""
    session = in_target_question(terminal("wizard"))
    session.send("1\r")
    session.expect("Runs on: Not decided")
    session.send(key)

    session.expect(TARGET)


def test_the_screen_before_comes_back(terminal):
    """The dialogue has a screen of its own, and leaves what was asked on the old one."""
    session = in_target_question(terminal("wizard"))
    session.send("\t")
    session.end()
    after = session.shown.rsplit(CLOSE, 1)[1]

    assert session.shown.count(OPEN) == session.shown.count(CLOSE) == 1
    assert "Task: Image captioning" in after
    assert "\x1b[?25h" in session.shown


@pytest.mark.parametrize("key", [CONTROL_C, CONTROL_D])
def test_leaving_restores_the_terminal(terminal, key):
    """Ctrl-C and Ctrl-D end with 130 and without a trace."""
    session = in_target_question(terminal("wizard"))
    taken = session.settings
    session.send(key)

    assert session.end() == 130
    assert taken != session.before
    assert session.settings == session.before
    assert session.shown.rstrip().endswith(CLOSE)
    assert "Traceback" not in session.shown


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_ended_restores_the_terminal(terminal, number):
    """Also when another program says stop."""
    session = in_target_question(terminal("wizard"))
    session.signal(number)

    assert session.end() == 128 + number
    assert session.settings == session.before
    assert CLOSE in session.shown


def test_suspending_gives_the_terminal_back_and_resuming_redraws(terminal):
    """Ctrl-Z stops the program in a usable terminal; fg continues the question."""
    session = in_target_question(terminal("wizard", shell=True))
    session.send(CONTROL_Z)
    assert CLOSE in session.expect("stopped")
    stopped = session.settings
    session.send("\n")
    session.expect(TARGET)
    session.send(CONTROL_C)

    assert stopped == session.before
    assert session.end() == 130
    assert session.settings == session.before


def test_a_stop_that_nobody_could_end_is_ignored(terminal):
    """Without a shell to continue it the program goes on, and the screen with it."""
    session = in_target_question(terminal("wizard"))
    session.send(CONTROL_Z)
    session.expect(TARGET)
    session.send("\t")

    assert session.end() == 0


def test_resizing_redraws_to_the_new_width(terminal):
    """No line is wider than the terminal is now."""
    session = in_target_question(terminal("wizard", width=120))
    session.mark = len(session.shown)
    session.resize(60, 20)
    session.expect(ERASE)
    session.mark = session.shown.rindex(ERASE)
    session.expect("ctrl-c")
    lines = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", session.shown[session.mark :]).split("\r\n")

    assert max(map(len, lines)) <= 60


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_width_shows_every_choice(terminal, width):
    """From 60 to 200 columns."""
    session = in_target_question(terminal("wizard", width=width))

    session.expect("A server card with 80 GB")


def test_no_color_means_no_colour(terminal):
    """Bold and dim may stay; colours may not."""
    session = in_target_question(terminal("wizard", NO_COLOR="1"))

    assert not re.search(r"\x1b\[[\d;]*3\dm", session.shown)


def test_a_plain_terminal_gets_no_codes(terminal):
    """TERM=dumb: numbered choices, lines, ASCII."""
    session = terminal("wizard", TERM="dumb")
    session.expect("few words for the task:")
    session.send("captioning\n")
    session.expect("[1]:")
    session.send("a\n")

    assert session.end() == 0
    assert "\x1b" not in session.shown
    assert session.shown.isascii()
    assert last_line(session.shown) == "modelpick recommend image-captioning"


@pytest.mark.parametrize("key", [CONTROL_C, CONTROL_D])
def test_leaving_a_plain_terminal(terminal, key):
    """130 there too."""
    session = terminal("wizard", TERM="dumb")
    session.expect("few words for the task:")
    session.send(key)

    assert session.end(again=key) == 130
    assert "Traceback" not in session.shown


def test_standard_output_holds_the_answer_alone(terminal):
    """Redirected to a file, it has no question in it."""
    session = in_target_question(terminal("wizard", piped=True))
    session.send("\t")
    answer = session.process.stdout.read().decode()
    session.end()

    assert TASK not in answer
    assert "\x1b" not in answer
    assert last_line(answer) == "modelpick recommend image-captioning"


def test_the_line_asks_the_same_question(terminal, modelpick):
    """Its answer is the one the dialogue printed."""
    session = in_target_question(terminal("wizard", piped=True))
    session.send("3\r")
    session.expect("Runs on: A phone")
    session.send("\t")
    answer = session.process.stdout.read().decode()
    session.end()

    assert answer.startswith(modelpick(*last_line(answer).split()[1:]).stdout)


def test_nothing_fits_offers_changes_and_leaves_with_three(terminal, tmp_path):
    """A change taken by number answers after all; leaving it is exit code 3."""
    (tmp_path / "modelpick.toml").write_text('memory = "1GB"\non-device = true\nmin-speed = 100000\n')
    session = terminal("wizard", MODELPICK_CONFIG=str(tmp_path))
    session.expect(TASK)
    session.send("chat\r")
    session.expect("would admit")
    session.send("\r")

    assert session.end() == 3
    assert "nothing satisfies" in session.shown

    session = terminal("wizard", MODELPICK_CONFIG=str(tmp_path))
    session.expect(TASK)
    session.send("chat\r")
    session.expect("would admit")
    session.send("1")

    assert session.end() == 0


def test_help_explains(terminal):
    """The question mark shows what the choices mean."""
    session = in_target_question(terminal("wizard"))
    session.send("?")

    session.expect("A small board")
