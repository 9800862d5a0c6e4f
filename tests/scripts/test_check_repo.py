"""The rules of the repository see what they forbid."""

import pytest

from scripts import check_repo

ADDRESS = "https" + "://registry.example.test/simple"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("requirements.txt", f"--index-url {ADDRESS}"),
        ("package-lock.json", f'"resolved": "{ADDRESS}"'),
        ("templates/posts/a.html", "{{ post.text|safe }}"),
        ("templates/posts/a.html", '<p style="color: red">'),
        ("templates/posts/a.html", '<a onclick="x()">'),
        ("posts/a.py", "from django.utils.safestring import mark_safe"),
        ("posts/a.py", "@csrf_exempt"),
    ],
)
def test_a_forbidden_line_is_found(tmp_path, monkeypatch, name, line):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(line)
    monkeypatch.setattr(check_repo, "ROOT", tmp_path)
    assert list(check_repo.forbidden_lines(name))
