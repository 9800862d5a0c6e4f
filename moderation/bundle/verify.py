"""Is this bundle still what the portal gave? Needs Python 3.9 or later and nothing else.

    python3 verify.py            checks the directory this file is in
    python3 verify.py --head X   also: is X, from the weekly mail, a link of this chain?

Says "in orde" and ends with status 0, or names every file and link that does not fit and ends with status 1.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ORIGIN = "0" * 64
OWN = {"manifest.json", "verify.py"}


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def canonical(facts: Any) -> bytes:
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def check_manifest(manifest: dict[str, Any]) -> Iterator[str]:
    """What the list says of itself: which school, which dossier, which documents."""
    rest = {key: value for key, value in manifest.items() if key != "sha256"}
    if sha256(canonical(rest)) != manifest["sha256"]:
        yield "manifest.json: is gewijzigd"


def check_files(root: Path, listed: dict[str, str]) -> Iterator[str]:
    """Every file is there, unchanged, and there is no other."""
    for name, digest in sorted(listed.items()):
        try:
            content = (root / name).read_bytes()
        except OSError:
            yield f"{name}: ontbreekt"
            continue
        if sha256(content) != digest:
            yield f"{name}: is gewijzigd"
    present = {str(path.relative_to(root).as_posix()) for path in root.rglob("*") if path.is_file()}
    for name in sorted(present - set(listed) - OWN):
        yield f"{name}: hoort niet in deze bundel"


def check_chain(chain: list[dict[str, Any]]) -> Iterator[str]:
    """Each link is made of the one before it and the two digests of its document."""
    previous, place = ORIGIN, 0
    for link in chain:
        place += 1
        if link["sequence"] != place:
            yield f"schakel {place}: ontbreekt"
            place = link["sequence"]
        made = sha256(f"{previous}:{link['sha256']}:{link['frozen_sha256']}".encode())
        if link["previous_link"] != previous or link["link"] != made:
            yield f"schakel {link['sequence']}: past niet in de keten"
        previous = link["link"]


def check_document(root: Path, document: dict[str, Any], links: dict[int, dict[str, Any]]) -> Iterator[str]:
    """The file and the facts are those of its link, and the facts name the media and the chain as they are."""
    link = links.get(document["sequence"])
    if link is None:
        yield f"document {document['sequence']}: staat niet in de keten"
        return
    if document["file"] and sha256((root / document["file"]).read_bytes()) != link["sha256"]:
        yield f"{document['file']}: is niet document {document['sequence']} van de keten"
    if not document["facts"]:
        return
    facts = json.loads((root / document["facts"]).read_bytes().decode("utf-8", "surrogatepass"))
    if sha256(canonical(facts)) != link["frozen_sha256"]:
        yield f"{document['facts']}: hoort niet bij schakel {document['sequence']}"
    for photo, name in sorted(document["media"].items()):
        known = [p["served"]["sha256"] for p in facts["photos"] if p["id"] == photo and p.get("served")]
        if known != [sha256((root / name).read_bytes())]:
            yield f"{name}: is niet de foto van document {document['sequence']}"
    head = facts.get("chain") or {"sequence": 0, "link": ORIGIN}
    if head["sequence"] and head["link"] != links.get(head["sequence"], {}).get("link"):
        yield f"{document['facts']}: noemt een andere schakel {head['sequence']}"


def check_stamp(root: Path, stamp: dict[str, Any], links: dict[int, dict[str, Any]]) -> Iterator[str]:
    """A time stamp holds the digest it was asked for; who signed it is for openssl to say (LEESMIJ.txt)."""
    link = links.get(stamp["sequence"], {}).get("link", "")
    if not link or bytes.fromhex(link) not in (root / stamp["file"]).read_bytes():
        yield f"{stamp['file']}: is niet het tijdstempel van schakel {stamp['sequence']}"


def faults_of(root: Path, head: str = "") -> tuple[dict[str, Any], list[str]]:
    """Everything that does not fit, as sentences."""
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    found = [
        *check_manifest(manifest),
        *check_files(root, manifest["files"]),
        *check_chain(manifest["chain"]),
    ]
    links = {link["sequence"]: link for link in manifest["chain"]}
    for key, check in (("documents", check_document), ("stamps", check_stamp)):
        for row in manifest[key]:
            try:
                found += check(root, row, links)
            except (OSError, ValueError, KeyError, TypeError) as error:
                found.append(f"{row['file']}: {error}")
    if head and head not in {link["link"] for link in manifest["chain"]}:
        found.append(f"de keten kent {head} niet")
    return manifest, found


def main(arguments: list[str]) -> int:
    head = arguments[arguments.index("--head") + 1] if "--head" in arguments[:-1] else ""
    try:
        manifest, found = faults_of(Path(__file__).resolve().parent, head.strip().lower())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        say(f"NIET in orde\n- manifest.json: {error}")
        return 1
    if found:
        say("NIET in orde")
        for line in found:
            say(f"- {line}")
        return 1
    chain = manifest["chain"]
    say(f"in orde: {len(manifest['documents'])} document(en), {len(chain)} schakel(s)")
    say(f"laatste schakel: {chain[-1]['link'] if chain else ORIGIN}")
    if manifest["masked"]:
        say(
            "Namen van anderen zijn vervangen: deze documenten zijn opnieuw afgedrukt, niet de oorspronkelijke."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
