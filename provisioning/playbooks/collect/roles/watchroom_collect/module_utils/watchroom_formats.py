"""Reads lines of nginx, of JSON loggers, and of free text into what Watchroom's intake takes: message, timestamp, level and labels."""

import json
import re
from datetime import datetime

MONTHS = {name: at + 1 for at, name in enumerate('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split())}

# $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent ..., as nginx's `combined` and what begins like it.
ACCESS = re.compile(
    r'(?P<address>\S+) \S+ (?P<user>.*?) \[(?P<day>\d\d)/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):(?P<clock>\d\d:\d\d:\d\d)'
    r' (?P<zone>[+-]\d{4})\] (?P<rest>"(?:(?P<method>[A-Z]+) )?.*?" (?P<status>\d{3}) .*)'
)
# 2026/11/24 00:31:40 [error] 12#34: *56 text, client: 10.0.0.1, server: shop, request: "GET / HTTP/1.1", upstream: "...", host: "shop"
ERROR = re.compile(
    r'(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(?P<level>[a-z]+)\] (?P<process>\d+)#\d+: (?:\*\d+ )?(?P<text>.*)', re.DOTALL
)
CLIENT = re.compile(r', client: ([^,\s]+)')
SERVER = re.compile(r', server: ([^,\s]+)')

# The time at the front of a line, as most loggers write it, alone or in brackets.
FRONT = re.compile(
    r'\[?(?P<time>\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)\s?(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?\]?(?:\s*[-:|])?\s+'
)
OLD_FRONT = re.compile(r'(?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]\d) (?P<clock>\d\d:\d\d:\d\d) ')
LEVEL = re.compile(
    r'\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERR|ERROR|CRIT|CRITICAL|FATAL|ALERT|EMERG|PANIC|SEVERE)\b'
    r'|[\[<](trace|debug|info|notice|warn|warning|err|error|crit|critical|fatal|alert|emerg|panic)[\]>]'
    r'|\b(?:level|lvl|severity)=(\w+)'
)
LEVEL_WITHIN = 160
SAME = {'err': 'error', 'severe': 'error', 'warn': 'warning', 'notice': 'info', 'trace': 'debug'}
CRITICAL = ('crit', 'critical', 'fatal', 'alert', 'emerg', 'panic')


def level_of(word):
    """Watchroom's word for a level."""
    word = word.lower()
    return 'critical' if word in CRITICAL else SAME.get(word, word)


def instant_of(time, zone):
    """ISO 8601 with an offset of e.g. 2026-11-24 00:31:40,123; times without a zone are of this host. Empty for no such time."""
    if zone in ('Z', 'UTC'):
        zone = '+0000'
    text = re.sub(r'(\.\d{6})\d+', r'\1', time.replace('/', '-').replace('T', ' ').replace(',', '.'))
    pattern = '%Y-%m-%d %H:%M:%S' + ('.%f' if '.' in text else '')
    try:
        if zone:
            return datetime.strptime(text + zone.replace(':', ''), pattern + '%z').isoformat()
        return datetime.strptime(text, pattern).astimezone().isoformat()
    except (ValueError, OverflowError):
        return ''


def nginx_access(keep_clients):
    """Reads access lines: the request, status and all after it are the message; the status tells the level."""

    def read(line):
        found = ACCESS.match(line)
        if found is None:
            return dict(message=line)
        status = found.group('status')
        month = MONTHS.get(found.group('month'), 0)
        time = '%s-%02d-%s %s' % (found.group('year'), month, found.group('day'), found.group('clock'))
        record = dict(
            message=found.group('rest'),
            timestamp=instant_of(time, found.group('zone')),
            level='error' if status >= '500' else 'warning' if status >= '400' else 'info',
            status=status,
        )
        if found.group('method'):
            record['method'] = found.group('method')
        if keep_clients:
            record['client'] = found.group('address')
        return record

    return read


def nginx_error(keep_clients):
    """Reads error lines; who the client was leaves the message unless it is kept."""

    def read(line):
        found = ERROR.match(line)
        if found is None:
            return dict(message=line)
        text = found.group('text')
        record = dict(timestamp=instant_of(found.group('time'), None), level=level_of(found.group('level')))
        client = CLIENT.search(text)
        server = SERVER.search(text)
        if client and keep_clients:
            record['client'] = client.group(1)
        if server and server.group(1) != '_':
            record['server'] = server.group(1)
        record['message'] = text if keep_clients else CLIENT.sub('', text)
        return record

    return read


def json_line(line):
    """An object with a message, as it is (Watchroom knows the usual names of its fields); anything else is text."""
    try:
        record = json.loads(line)
    except ValueError:
        return text_line(line)
    known = ('message', 'msg', 'log', 'MESSAGE', 'body', 'text', 'line')
    if not isinstance(record, dict):
        return dict(message=line)
    name = next((name for name in known if isinstance(record.get(name), str) and record[name] != ''), None)
    if name is None:
        return dict(record, message=line)
    record['message'] = record.pop(name)
    return record


def _old_instant(found):
    """Times without a year are the last such one before tomorrow."""
    now = datetime.now()
    for year in (now.year, now.year - 1):
        text = '%d-%02d-%s %s' % (year, MONTHS.get(found.group('month'), 0), found.group('day').replace(' ', '0'), found.group('clock'))
        at = instant_of(text, None)
        if at == '' or (datetime.fromisoformat(at).replace(tzinfo=None) - now).total_seconds() < 86400:
            return at
    return ''


def text_line(line):
    """A line of free text: the time at its front, and the first word that looks like a level."""
    record = {}
    found = FRONT.match(line)
    at = instant_of(found.group('time'), found.group('zone')) if found else ''
    if not at:
        found = OLD_FRONT.match(line)
        at = _old_instant(found) if found else ''
    if at and line[found.end() :].strip():
        record['timestamp'] = at
        line = line[found.end() :]
    level = LEVEL.search(line[:LEVEL_WITHIN])
    if level:
        record['level'] = level_of(level.group(1) or level.group(2) or level.group(3))
    record['message'] = line
    return record


def regex_line(pattern, time_format):
    """Reads lines by a pattern with named groups; lines that it does not match are free text."""
    expression = re.compile(pattern, re.DOTALL)

    def read(line):
        found = expression.match(line)
        if found is None:
            return text_line(line)
        record = {name: value for name, value in found.groupdict().items() if value}
        time = record.pop('timestamp', '')
        if time and time_format:
            try:
                record['timestamp'] = datetime.strptime(time, time_format).astimezone().isoformat()
            except (ValueError, OverflowError):
                record['time'] = time
        elif time:
            record['timestamp'] = text_line(time + ' .').get('timestamp', time)
        if 'level' in record:
            record['level'] = level_of(record['level'])
        record.setdefault('message', line)
        return record

    return read


def reader_of(params):
    """The function that reads a line of the source, and whether lines may continue the one before them."""
    name = params['format']
    if name == 'nginx_access':
        return nginx_access(params['client_addresses']), False
    if name == 'nginx_error':
        return nginx_error(params['client_addresses']), False
    if name == 'json':
        return json_line, False
    if name == 'regex':
        return regex_line(params['pattern'], params['time_format']), False
    return text_line, True
