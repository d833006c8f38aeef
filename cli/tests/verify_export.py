"""Verifies an export of the log from what docs/log-format.md says, with nothing of Kharisma's own:
kharisma events export --as-stored | python3 verify_export.py [the chain before the first event, if not position 1]"""
import datetime, hashlib, json, sys

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
number = lambda n: n.to_bytes(8, "big", signed=True)
text = lambda s: number(len(s.encode())) + s.encode()
chain, position = bytes.fromhex(sys.argv[1]) if sys.argv[1:] else bytes(32), None if sys.argv[1:] else 1

for line in sys.stdin.buffer:
    try:
        e = json.loads(line)
        at = datetime.datetime.fromisoformat(e["recordedAt"].replace("Z", "+00:00")) - EPOCH
        hash = hashlib.sha256(
            text(e["aggregateType"]) + text(e["aggregateId"]) + number(e["sequence"])
            + text(e["eventType"]) + text(e["eventVersion"]) + text(e["payload"]) + text(e["metadata"])
            + number(at // datetime.timedelta(microseconds=1))).digest()
        chain = hashlib.sha256(chain + number(e["position"]) + text(e["number"] or "") + hash).digest()
        if e["position"] != (position or e["position"]) or e["chain"] != chain.hex():
            sys.exit(f"position {position or e['position']} does not fit")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        sys.exit(f"position {position} cannot be read: {error}")
    position = e["position"] + 1
print(f"fits as far as position {(position or 1) - 1}, chain {chain.hex()}")
