#!/usr/bin/python
"""Posts what is new in log files of a host to Watchroom."""

import glob
import os
import re
import time

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.watchroom_formats import reader_of
from ansible.module_utils.watchroom_post import SHARED_SPEC, CollectError, Sender, State, check_shared
from ansible.module_utils.watchroom_tail import (
    entries_of,
    find,
    first_offset,
    is_at,
    is_copy_at,
    is_packed,
    is_rotated_name,
    is_settled,
    lengthened,
    lines_of,
    newer_than,
    open_log,
    place_at,
    starts_entry,
)

DOCUMENTATION = r"""
module: watchroom_files
short_description: Posts what is new in log files to Watchroom
description:
  - Goes on in each file after the last line that was posted, which is kept in I(state_dir), also where the file was rotated, packed or
    truncated meanwhile.
options:
  name: {description: Names the source, type: str, required: true}
  paths: {description: Files as patterns of the shell, type: list, elements: str, required: true}
  format: {description: What the lines are, choices: [text, json, regex, nginx_access, nginx_error], type: str}
  service: {description: The service of the lines, type: str, required: true}
  pattern: {description: For regex, type: str}
  time_format: {description: For regex, type: str}
  multiline_start: {description: Matches the first line of an entry, type: str}
  client_addresses: {description: Whether clients of nginx are kept, type: bool}
  first_bytes: {description: How much of the end of a file the first run takes, type: int}
  labels: {description: Labels of every line, type: dict}
  max_lines: {description: At most so many lines in one run, type: int}
  state_dir: {description: Where it is kept how far files are read, type: path, required: true}
  target: {description: Where Watchroom is and how it is spoken to, type: dict, required: true}
"""

# Files that are gone are forgotten after so long (s).
FORGET_AFTER = 30 * 86400


class Files:
    """One run over the files of a source."""

    def __init__(self, params, state, dry_run):
        self.params = params
        self.state = state
        self.files = state.value.setdefault('files', {})
        self.read, continues = reader_of(params)
        start = re.compile(params['multiline_start']) if params['multiline_start'] else None
        self.joins = continues or start is not None
        self.starts = (lambda text, _: start.search(text) is not None) if start else starts_entry if continues else lambda *_: True
        self.reached = {}
        self.sender = Sender(params['target'], self.on_posted, dry_run)
        self.entries = 0
        self.gaps = []

    def on_posted(self):
        for place, offset, path in self.reached.values():
            place['offset'] = offset
            lengthened(place, path)
        self.reached = {}
        self.state.save()

    @property
    def full(self):
        return self.entries >= self.params['max_lines']

    def drain(self, path, place, final):
        """Reads a file from a place to its end, or until the run has read enough."""
        with open_log(path) as file:
            whole = final or not self.joins or is_settled(path)
            for text, after in entries_of(lines_of(file, place['offset'], final), self.starts, whole):
                if self.full:
                    return
                if text.strip():
                    # What the file says wins over what is known of all its lines.
                    record = dict(self.params['labels'], service=self.params['service'], file=path_label(path))
                    record.update(self.read(text))
                    self.sender.add(record)
                    self.entries += 1
                self.reached[id(place)] = (place, after, path)
                if self.sender.full:
                    self.sender.flush()

    def move_on(self, known, path):
        """What was being read is done: the file at the path is next."""
        self.sender.flush()
        known['rotated'] = (known.get('rotated', []) + [known['place']])[-3:]
        known['place'] = place_at(path, 0)
        self.state.save()

    def late_lines(self, path, known):
        """Lines that were written to a file after it had been rotated; packed files take none."""
        places = known.get('rotated', [])
        found = [(place, find(place, path)) for place in places]
        for place, at in found:
            if at is not None:
                self.drain(at, place, True)
        if places and not self.full:
            self.sender.flush()
            known['rotated'] = [place for place, at in found if at is not None and not is_packed(at)]

    def collect(self, path):
        """Posts what is new of one path."""
        known = self.files.get(path)
        if known is None:
            known = self.files[path] = dict(place=place_at(path, first_offset(path, self.params['first_bytes'])))
        self.late_lines(path, known)
        place = known['place']
        if not is_at(place, path):
            old = find(place, path)
            if old is None and is_copy_at(place, path) and os.stat(path).st_size >= place['offset']:
                known['place'] = place_at(path, place['offset'])
            else:
                self.catch_up(path, known, old)
        if not self.full:
            self.drain(path, known['place'], False)
        known['read_at'] = time.time()

    def catch_up(self, path, known, old):
        """The file that was being read has been rotated to `old`, or is gone: reads its rest and those between."""
        done = {old} | {find(place, path) for place in known.get('rotated', [])}
        if old is None:
            self.gaps.append(path)
            since = known.get('read_at', 0)
        else:
            since = os.stat(old).st_mtime
            self.drain(old, known['place'], False)
        for between in [it for it in newer_than(path, since) if it not in done] + [path]:
            if self.full:
                return
            self.move_on(known, between)
            if between != path:
                self.drain(between, known['place'], False)

    def run(self):
        """Reads all files; files that were read under another name before are not read twice."""
        paths = sorted({it for pattern in self.params['paths'] for it in glob.glob(pattern) if os.path.isfile(it)})
        names = set(paths)
        missing = [it for it in self.params['paths'] if not glob.has_magic(it) and it not in names]
        wanted = [it for it in paths if not is_rotated_name(it, names)]
        for path in sorted(wanted, key=lambda it: it not in self.files):
            if not self.full:
                self.adopt(path)
                self.collect(path)
        self.sender.flush()
        self.forget(names)
        self.state.save()
        return dict(
            posted=self.sender.posted,
            requests=self.sender.requests,
            files=len(wanted),
            missing=missing,
            gaps=self.gaps,
            more=self.full,
        )

    def adopt(self, path):
        """A file that is new by its name may have been read before it was rotated to that name: what was read of it is not read again."""
        if path in self.files:
            return
        for known in self.files.values():
            rotated = known.get('rotated', [])
            place = next((it for it in rotated if is_at(it, path)), None)
            if place is not None:
                rotated.remove(place)
                self.files[path] = dict(place=place)
                return

    def forget(self, names):
        for path, known in list(self.files.items()):
            if path not in names and time.time() - known.get('read_at', 0) > FORGET_AFTER:
                del self.files[path]


def path_label(path):
    """The file as lines name it: without what rotation adds."""
    return re.sub(r'(\.(gz|bz2|xz))$', '', path)


def main():
    module = AnsibleModule(
        argument_spec=dict(
            SHARED_SPEC,
            name=dict(type='str', required=True),
            paths=dict(type='list', elements='str', required=True),
            format=dict(type='str', default='text', choices=['text', 'json', 'regex', 'nginx_access', 'nginx_error']),
            service=dict(type='str', required=True),
            pattern=dict(type='str', default=''),
            time_format=dict(type='str', default=''),
            multiline_start=dict(type='str', default=''),
            client_addresses=dict(type='bool', default=False),
            first_bytes=dict(type='int', default=10 * 1024 * 1024),
        ),
        supports_check_mode=True,
    )
    params = module.params
    try:
        check_shared(params)
        if params['format'] == 'regex' and not params['pattern']:
            raise CollectError('%s: format regex needs a pattern with the named group message' % params['name'])
        with State(params['state_dir'], 'files-' + params['name'], module.check_mode).held() as state:
            result = Files(params, state, module.check_mode).run()
    except CollectError as error:
        module.fail_json(msg=str(error))
    except re.error as error:
        module.fail_json(msg='%s: the pattern is no regular expression: %s' % (params['name'], error))
    except OSError as error:
        module.fail_json(msg='%s could not be read: %s' % (params['name'], error))
    for path in result['missing']:
        module.warn('%s: there is no file %s' % (params['name'], path))
    for path in result['gaps']:
        module.warn('%s was rotated and its older file is gone: lines may be missing' % path)
    module.exit_json(changed=result['posted'] > 0, **result)


if __name__ == '__main__':
    main()
