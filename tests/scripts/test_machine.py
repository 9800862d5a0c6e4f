"""What a person reads when the machine lacks something."""

import socket

import pytest

from scripts import machine, run


def test_without_root_the_exact_command_is_printed(monkeypatch):
    monkeypatch.setattr(machine, "missing_packages", lambda packages: ["libpango-1.0-0"])
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit, match="sudo apt-get install --yes --no-install-recommends libpango-1.0-0"):
        machine.ensure_packages(["libpango-1.0-0"])


def test_without_npm_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(machine.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="apt-get install nodejs npm"):
        machine.ensure_node_modules()


def test_a_step_is_done_again_when_its_lock_file_changes(tmp_path):
    lock, stamp = tmp_path / "lock", tmp_path / "stamp"
    lock.write_text("a==1")
    stamp.write_text(machine.fingerprint(lock))
    assert machine.is_stamped(stamp, machine.fingerprint(lock))
    lock.write_text("a==2")
    assert not machine.is_stamped(stamp, machine.fingerprint(lock))


@pytest.mark.parametrize("value", ["80a", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(SystemExit, match="PORT must be"):
        run.port()


def test_a_second_instance_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(run, "VAR", tmp_path)
    with run.only_instance(), pytest.raises(SystemExit, match="already running"), run.only_instance():
        pass


@pytest.mark.parametrize("before", [0, 1])
def test_a_taken_port_is_named_with_two_that_come_after(before):
    """Pages take the port that is asked for, streams the one after it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        asked = taken - before
        with pytest.raises(SystemExit, match=f"Port {taken} is taken .* make run PORT={asked + 2}"):
            run.refuse_taken_ports(asked)
