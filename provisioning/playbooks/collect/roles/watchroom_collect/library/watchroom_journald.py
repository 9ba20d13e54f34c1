#!/usr/bin/python
"""Posts what is new in the systemd journal of a host to Watchroom."""

import json
import subprocess
import tempfile

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.watchroom_post import SHARED_SPEC, CollectError, Sender, State, check_shared

DOCUMENTATION = r"""
module: watchroom_journald
short_description: Posts what is new in the systemd journal to Watchroom
description: Goes on after the entry that was posted last, whose cursor is kept in I(state_dir).
options:
  units: {description: Only these units, type: list, elements: str}
  since: {description: How far the first run looks back, type: str}
  directory: {description: A folder with journal files instead of the host's own, type: path}
  labels: {description: Labels of every line, type: dict}
  max_lines: {description: At most so many lines in one run, type: int}
  state_dir: {description: Where the cursor is kept, type: path, required: true}
  target: {description: Where Watchroom is and how it is spoken to, type: dict, required: true}
"""

LEVELS = ('critical', 'critical', 'critical', 'error', 'warning', 'info', 'info', 'debug')
KEPT = {'_HOSTNAME': 'hostname', '_SYSTEMD_UNIT': 'unit', 'SYSLOG_IDENTIFIER': 'identifier', '_TRANSPORT': 'transport'}


def text_of(value):
    """A field is text, or a list of bytes where it is not valid UTF-8, or a list of several values."""
    if isinstance(value, list):
        if all(isinstance(it, int) for it in value):
            return bytes(value).decode('utf-8', 'replace')
        return ' '.join(text_of(it) for it in value)
    return '' if value is None else str(value)


def record_of(entry, labels):
    """An entry of the journal as Watchroom takes it; None where it has no message."""
    message = text_of(entry.get('MESSAGE')).strip('\n')
    if message.strip() == '':
        return None
    record = {name: str(value) for name, value in labels.items()}
    for field, name in KEPT.items():
        value = text_of(entry.get(field))
        if value:
            record.setdefault(name, value)
    priority = text_of(entry.get('PRIORITY'))
    unit = record.get('unit', '')
    service = unit[: -len('.service')] if unit.endswith('.service') else ''
    record.update(
        timestamp=text_of(entry.get('_SOURCE_REALTIME_TIMESTAMP') or entry.get('__REALTIME_TIMESTAMP')),
        level=LEVELS[int(priority)] if priority.isdigit() and int(priority) < 8 else 'info',
        service=record.get('service') or service.split('@')[0] or record.get('identifier', '') or 'journal',
        message=message,
    )
    return record


def command_of(params, cursor):
    """journalctl's arguments: after the cursor, or from `since` the first time."""
    command = ['journalctl', '--output=json', '--all', '--no-pager', '--quiet']
    command += ['--after-cursor=' + cursor] if cursor else ['--since=' + params['since']]
    if params['directory']:
        command.append('--directory=' + params['directory'])
    return command + ['--unit=' + unit for unit in params['units']]


def collect(params, state, dry_run):
    """Posts entry after entry; the cursor moves on with each batch that Watchroom has stored."""
    cursor = state.value.get('cursor')
    last = cursor

    def on_posted():
        if last != state.value.get('cursor'):
            state.value['cursor'] = last
            state.save()

    sender = Sender(params['target'], on_posted, dry_run)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command_of(params, cursor), stdout=subprocess.PIPE, stderr=said)
        code = None
        try:
            for read, row in enumerate(process.stdout):
                if read >= params['max_lines']:
                    break
                entry = json.loads(row)
                record = record_of(entry, params['labels'])
                if record is not None:
                    sender.add(record)
                last = entry['__CURSOR']
                if sender.full:
                    sender.flush()
            else:
                code = process.wait()
        finally:
            if code is None:
                process.kill()
            process.stdout.close()
            process.wait()
        sender.flush()
        if code:
            said.seek(0)
            raise CollectError('journalctl ended with %d: %s' % (code, said.read(500).decode('utf-8', 'replace').strip()))
    return dict(posted=sender.posted, requests=sender.requests, more=code is None)


def main():
    module = AnsibleModule(
        argument_spec=dict(
            SHARED_SPEC,
            units=dict(type='list', elements='str', default=[]),
            since=dict(type='str', default='1 hour ago'),
            directory=dict(type='path'),
        ),
        supports_check_mode=True,
    )
    params = module.params
    try:
        check_shared(params)
        with State(params['state_dir'], 'journald', module.check_mode).held() as state:
            result = collect(params, state, module.check_mode)
    except CollectError as error:
        module.fail_json(msg=str(error))
    except OSError as error:
        module.fail_json(msg='The journal could not be read: %s' % error)
    module.exit_json(changed=result['posted'] > 0, **result)


if __name__ == '__main__':
    main()
