import { z } from 'zod';
import { checked } from './checked.js';
import type { IntakeAnswer } from './intake-route.js';
import { readJson } from './json-body.js';
import { labelsOf, optionalText, optionalWord, text, timeOrNull, urlPart, word } from './payload-fields.js';
import { InvalidPayload, type IncomingEvent, type Sender, type SenderWorld } from './sender.js';
import { severityInName } from './severity.js';
import { createSnsCheck, snsEnvelope, snsHost, type SnsEnvelope } from './sns-envelope.js';

const statuses = { ALARM: 'firing', OK: 'resolved', INSUFFICIENT_DATA: 'firing' } as const;

/** What CloudWatch tells SNS when an alarm changes its state. */
const alarm = z.looseObject({
  AlarmName: word.min(1, 'is empty; it names the alert'),
  AlarmDescription: optionalText,
  AlarmArn: optionalWord,
  AWSAccountId: optionalWord,
  NewStateValue: z.enum(['ALARM', 'OK', 'INSUFFICIENT_DATA']),
  NewStateReason: optionalText,
  OldStateValue: optionalWord,
  StateChangeTime: optionalWord,
  Region: optionalWord,
  Trigger: z
    .looseObject({
      MetricName: optionalWord,
      Namespace: optionalWord,
      Dimensions: z
        .array(z.looseObject({ name: optionalWord, value: optionalWord }))
        .max(100)
        .nullish(),
    })
    .nullish(),
});
const schema = z.union([snsEnvelope, alarm]);

const within = <T>(path: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw error instanceof InvalidPayload
      ? new InvalidPayload(
          error.errors.map(({ field, message }) => ({ field: field === 'body' ? path : `${path}.${field}`, message }))
        )
      : error;
  }
};

/** SNS writes `+0000`. */
const timeOf = (given: string | null | undefined): number | null =>
  timeOrNull(given?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));

/** `arn:aws:cloudwatch:eu-west-1:123456789012:alarm:name`. */
const regionOf = (arn: string | null | undefined): string => arn?.split(':')[3] ?? '';

const consoleHosts: Record<string, string> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

const consoleLink = ({ AlarmArn: arn, AlarmName: name }: z.output<typeof alarm>): IncomingEvent['links'] => {
  const region = regionOf(arn);
  const host = consoleHosts[arn?.split(':')[1] ?? ''] ?? 'console.aws.amazon.com';
  return /^[a-z0-9-]+$/.test(region)
    ? [
        {
          title: 'Alarm in CloudWatch',
          url: `https://${region}.${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${urlPart(name)}`,
        },
      ]
    : [];
};

const ofAlarm = (it: z.output<typeof alarm>, receivedAt: number): IncomingEvent => {
  const changedAt = timeOf(it.StateChangeTime) ?? receivedAt;
  const resolved = it.NewStateValue === 'OK';
  const dimensions = Object.fromEntries((it.Trigger?.Dimensions ?? []).map(({ name, value }) => [name ?? '', value]));
  return {
    identity: it.AlarmArn ? [it.AlarmArn] : [it.AWSAccountId ?? '', it.Region ?? '', it.AlarmName],
    name: it.AlarmName,
    status: statuses[it.NewStateValue],
    severity: it.NewStateValue === 'ALARM' ? severityInName(it.AlarmName) : 'unknown',
    summary: it.AlarmDescription ?? '',
    description: it.NewStateReason ?? '',
    labels: {
      ...labelsOf(dimensions),
      ...labelsOf({
        account: it.AWSAccountId,
        region: regionOf(it.AlarmArn) || it.Region,
        namespace: it.Trigger?.Namespace,
        metric: it.Trigger?.MetricName,
        state: it.NewStateValue === 'INSUFFICIENT_DATA' ? 'no data' : '',
      }),
    },
    annotations: labelsOf({ alarm_arn: it.AlarmArn }),
    links: consoleLink(it),
    startsAt: changedAt,
    endsAt: resolved ? changedAt : null,
  };
};

const isEnvelope = (payload: unknown): boolean =>
  typeof payload === 'object' && payload !== null && 'TopicArn' in payload;

const alarmOf = (payload: unknown): z.output<typeof alarm> => {
  if (!isEnvelope(payload)) {
    return checked(alarm, payload);
  }
  const { Message: message } = checked(snsEnvelope, payload);
  return within('Message', () => checked(alarm, readJson(Buffer.from(message, 'utf8'))));
};

const confirm = async (envelope: SnsEnvelope, world: SenderWorld): Promise<IntakeAnswer> => {
  if (envelope.Type === 'SubscriptionConfirmation') {
    await world.get(checked(text, envelope.SubscribeURL), snsHost, 'confirmation');
  }
  return { status: 200, body: { confirmed: envelope.Type === 'SubscriptionConfirmation' } };
};

const checkSns = createSnsCheck();

/**
 * Alarms of Amazon CloudWatch through an SNS topic. The topic's signature is always checked; a topic that the configuration names needs
 * no token, and a subscription is confirmed where one of the two is there. Without the envelope (raw delivery) a token is needed.
 */
export const cloudwatch: Sender = {
  name: 'cloudwatch',
  title: 'Amazon CloudWatch (SNS)',
  paths: [],
  schema,
  words: {
    severities: {},
    statuses,
    identity: ['AlarmArn, or AWSAccountId, Region and AlarmName'],
    links: ['the alarm in the console'],
  },
  check: async ({ body }, { trusted, options, world }) => {
    const payload = readJson(body);
    if (!isEnvelope(payload)) {
      return { proven: false, answer: null };
    }
    const envelope = checked(snsEnvelope, payload);
    await checkSns(envelope, world);
    const proven = options.topics.includes(envelope.TopicArn);
    const handshake = envelope.Type !== 'Notification' && (trusted || proven);
    return { proven, answer: handshake ? await confirm(envelope, world) : null };
  },
  parse: (payload, receivedAt) => [ofAlarm(alarmOf(payload), receivedAt)],
};
