"""An assistive technology in a process of its own: hears the application's events on the accessibility bus and reads
its tree. Run by the system's Python, which has the bindings; commands come and answers go as lines of JSON.

Commands: `["events"]` gives what was heard since the last time, `["tree"]` all that is showing, `["focused"]` what has
the focus, `["act", [path], number]` does an action of what stands at a path in the tree, `["text", [path]]` reads it,
`["table", [path]]` reads it as a table.
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

HEARD = (
    "object:announcement",
    "object:state-changed:focused",
    "object:state-changed:showing",
    "object:active-descendant-changed",
    "window:activate",
)
MOST = 120  # children of one object that are read: lists may be long
heard = []


def described(one):
    """What is known of one accessible object."""
    states = one.get_state_set()
    return {
        "role": one.get_role_name(),
        "name": one.get_name() or "",
        "description": one.get_description() or "",
        "states": [state.value_nick for state in states.get_states()],
        "attributes": one.get_attributes() or {},
    }


def on_event(event):
    try:
        kind, said = event.type, event.any_data
        if kind.endswith(("showing", "focused")) and not event.detail1:
            return
        source = event.source
        source.clear_cache()  # a change of its name or description is not among what is heard
        if kind.endswith("showing") and source.get_role() != Atspi.Role.NOTIFICATION:
            return
        heard.append({"kind": kind, "said": said if isinstance(said, str) else "", **described(source)})
    except GLib.GError as error:
        heard.append({"kind": event.type, "said": "", "role": "gone", "name": str(error)})


def application():
    """The one application that is on this bus."""
    desktop = Atspi.get_desktop(0)
    return desktop.get_child_at_index(0) if desktop.get_child_count() else None


def at(path):
    one = application()
    for number in path:
        one = one.get_child_at_index(number)
    return one


def walk(one, path, found):
    """All that is showing below an object, with its place in the tree."""
    one.clear_cache()
    told = described(one)
    if path and "showing" not in told["states"]:
        return
    found.append({**told, "path": path, "labels": labels(one)})
    for number in range(min(MOST, one.get_child_count())):
        child = one.get_child_at_index(number)
        if child is not None:
            walk(child, [*path, number], found)


def labels(one):
    """What labels it: how a reader finds the name of a combo box."""
    found = []
    for relation in one.get_relation_set():
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY:
            found += [relation.get_target(number).get_name() for number in range(relation.get_n_targets())]
    return found


def answer(command):
    match command:
        case ["events"]:
            told = list(heard)
            heard.clear()
            return told
        case ["tree"]:
            found = []
            top = application()
            if top is not None:
                walk(top, [], found)
            return found
        case ["focused"]:
            return [one for one in answer(["tree"]) if "focused" in one["states"]]
        case ["act", path, number]:
            return at(path).get_action_iface().do_action(number)
        case ["actions", path]:
            action = at(path).get_action_iface()
            return [action.get_action_name(number) for number in range(action.get_n_actions())] if action else []
        case ["table", path]:
            table = at(path).get_table_iface()
            columns, rows = range(table.get_n_columns()), range(table.get_n_rows())
            return {
                "head": [table.get_column_description(column) for column in columns],
                "cells": [[table.get_accessible_at(row, column).get_name() for column in columns] for row in rows],
            }
        case ["text", path]:
            text = at(path).get_text_iface()
            if text is None:
                return None
            length = text.get_character_count()
            return {
                "text": text.get_text(0, length),
                "word": text.get_string_at_offset(0, Atspi.TextGranularity.WORD).content,
                "line": text.get_string_at_offset(0, Atspi.TextGranularity.LINE).content,
            }
    raise ValueError(command)


def on_line(_source, _condition):
    line = sys.stdin.readline()
    if not line:
        Atspi.event_quit()
        return False
    try:
        told = {"answer": answer(json.loads(line))}
    except (GLib.GError, AttributeError) as error:
        told = {"error": repr(error)}
    print(json.dumps(told), flush=True)
    return True


listener = Atspi.EventListener.new(on_event)
for name in HEARD:
    listener.register(name)
GLib.io_add_watch(sys.stdin.fileno(), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_line)
print(json.dumps({"answer": "ready"}), flush=True)
Atspi.event_main()
