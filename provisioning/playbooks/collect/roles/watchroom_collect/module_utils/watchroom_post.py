"""Posts log lines to Watchroom's intake (JSON lines at /intake/logs), and keeps on the host how far a source has been read."""

import contextlib
import fcntl
import gzip
import json
import os
import random
import re
import time
from urllib.error import HTTPError, URLError

from ansible.module_utils.urls import open_url

# Longer messages are cut by Watchroom anyway.
LONGEST_MESSAGE = 65536
LONGEST_WAIT = 60.0
# Worth another try: the companion starts, is busy, or its store is away.
PASSING = (408, 425, 429, 500, 502, 503, 504)

TARGET_SPEC = dict(
    type='dict',
    required=True,
    options=dict(
        url=dict(type='str', required=True),
        token=dict(type='str', default='', no_log=True),
        ca_path=dict(type='path'),
        validate_certs=dict(type='bool', default=True),
        timeout=dict(type='int', default=30),
        retries=dict(type='int', default=5),
        batch_lines=dict(type='int', default=5000),
        batch_bytes=dict(type='int', default=4 * 1024 * 1024),
    ),
)
SHARED_SPEC = dict(
    target=TARGET_SPEC,
    state_dir=dict(type='path', required=True),
    labels=dict(type='dict', default={}),
    max_lines=dict(type='int', default=1000000),
)


class CollectError(Exception):
    """Collecting can't go on; the message says why and what to do."""


def check_shared(params):
    """Raises CollectError for settings that can't be right."""
    if not re.match(r'https?://[^/]', params['target']['url']):
        raise CollectError("watchroom_url must be the companion's address, e.g. https://watchroom.example")
    for name in ('batch_lines', 'batch_bytes', 'timeout'):
        if params['target'][name] < 1:
            raise CollectError('watchroom_%s must be at least 1' % name)


def _reason(error):
    """What Watchroom said of a refused request (RFC 9457), in one line."""
    try:
        body = json.loads(error.read(65536))
    except (ValueError, OSError):
        return 'HTTP %d' % error.code
    parts = [body.get('title'), body.get('detail')] + [
        '%s: %s' % (it.get('field'), it.get('message')) for it in (body.get('errors') or [])[:3]
    ]
    return 'HTTP %d: %s' % (error.code, '; '.join(str(part) for part in parts if part))


def _retry_after(error):
    try:
        return min(float(error.headers.get('Retry-After', '')), LONGEST_WAIT)
    except ValueError:
        return None


class Sender:
    """Gathers lines and posts them in batches. `on_posted` is called once all that was added before is stored by Watchroom."""

    def __init__(self, target, on_posted, dry_run=False):
        self.target = target
        self.on_posted = on_posted
        self.dry_run = dry_run
        self.rows = []
        self.bytes = 0
        self.posted = 0
        self.requests = 0

    def add(self, record):
        """Takes a line: a dict with at least a message that is not empty."""
        record['message'] = record['message'][:LONGEST_MESSAGE]
        row = json.dumps(record, ensure_ascii=False, separators=(',', ':')).encode('utf-8', 'replace')
        if self.rows and self.bytes + len(row) + 1 > self.target['batch_bytes']:
            self.flush()
        self.rows.append(row)
        self.bytes += len(row) + 1

    @property
    def full(self):
        """Whether the batch should go now."""
        return len(self.rows) >= self.target['batch_lines'] or self.bytes >= self.target['batch_bytes']

    def flush(self):
        """Posts what has been gathered; raises CollectError where Watchroom does not take it."""
        rows, self.rows, self.bytes = self.rows, [], 0
        if rows and not self.dry_run:
            self._post(rows)
        self.posted += len(rows)
        self.on_posted()

    def _post(self, rows):
        body = gzip.compress(b'\n'.join(rows), 5)
        headers = {'Content-Type': 'application/x-ndjson', 'Content-Encoding': 'gzip'}
        if self.target['token']:
            headers['Authorization'] = 'Bearer ' + self.target['token']
        for attempt in range(self.target['retries'] + 1):
            wait = min(2.0**attempt, LONGEST_WAIT) * random.uniform(0.5, 1)
            try:
                open_url(
                    self.target['url'].rstrip('/') + '/intake/logs',
                    data=body,
                    headers=headers,
                    method='POST',
                    timeout=self.target['timeout'],
                    validate_certs=self.target['validate_certs'],
                    ca_path=self.target['ca_path'] or None,
                    http_agent='watchroom-collect',
                ).read()
                self.requests += 1
                return
            except HTTPError as error:
                if error.code == 413 and len(rows) > 1:
                    self._post(rows[: len(rows) // 2])
                    self._post(rows[len(rows) // 2 :])
                    return
                reason = _reason(error)
                if error.code in (401, 403):
                    raise CollectError('Watchroom refused the token (%s): set watchroom_token or watchroom_token_file' % reason)
                if error.code not in PASSING:
                    raise CollectError('Watchroom refused the lines: %s' % reason)
                wait = _retry_after(error) or wait
            except (URLError, OSError, ValueError) as error:
                reason = str(getattr(error, 'reason', error))
            if attempt < self.target['retries']:
                time.sleep(wait)
        raise CollectError(
            'Watchroom at %s did not take the lines after %d tries: %s'
            % (self.target['url'], self.target['retries'] + 1, reason)
        )


class State:
    """What is known of a source, in a file of its own that is written whole or not at all."""

    def __init__(self, folder, name, dry_run=False):
        self.dry_run = dry_run
        self.path = os.path.join(folder, re.sub(r'[^A-Za-z0-9._-]', '_', name) + '.json')
        self.value = {}

    @contextlib.contextmanager
    def held(self):
        """Keeps other runs on this host out; raises CollectError where one is under way."""
        if self.dry_run and not os.path.exists(os.path.dirname(self.path)):
            yield self
            return
        os.makedirs(os.path.dirname(self.path), mode=0o700, exist_ok=True)
        with open(self.path + '.lock', 'w') as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CollectError('another run is collecting this source on the host: %s' % self.path)
            self._read()
            yield self

    def _read(self):
        try:
            with open(self.path) as file:
                self.value = json.load(file)
        except FileNotFoundError:
            self.value = {}
        except ValueError as error:
            raise CollectError('%s is damaged (%s): delete it to start anew' % (self.path, error))

    def save(self):
        """Durable when it returns."""
        if self.dry_run:
            return
        fresh = self.path + '.new'
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w') as file:
            json.dump(self.value, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self.path)
