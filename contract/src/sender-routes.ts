import { z } from 'zod';
import type { RouteSpec } from './routes.js';
import {
  rejection,
  rejectionDetail,
  rejectionList,
  senderDetail,
  senderInfo,
  senderPreview,
  senderPreviewRequest,
} from './sender.js';

/** Senders and the payloads of theirs that were refused; part of `routes`. */
export const senderRoutes = {
  listSenders: {
    method: 'GET',
    path: '/api/v1/senders',
    summary: 'Senders with their addresses, events and rejections',
    role: 'Viewer',
    response: z.object({ items: z.array(senderInfo) }),
  },
  previewSender: {
    method: 'POST',
    path: '/api/v1/senders/preview',
    summary: 'What a payload would become by a sender or a mapping; nothing is stored',
    role: 'Editor',
    body: senderPreviewRequest,
    response: senderPreview,
  },
  getSender: {
    method: 'GET',
    path: '/api/v1/senders/{name}',
    summary: 'One sender with the JSON schema of its payloads',
    role: 'Viewer',
    response: senderDetail,
  },
  listRejections: {
    method: 'GET',
    path: '/api/v1/rejections',
    summary: 'Payloads that were refused, newest first',
    role: 'Viewer',
    query: z.object({
      sender: z.string().max(200).optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(200),
    }),
    response: rejectionList,
  },
  discardRejections: {
    method: 'DELETE',
    path: '/api/v1/rejections',
    summary: 'Forgets all refused payloads, or those of one sender',
    role: 'Editor',
    query: z.object({ sender: z.string().max(200).optional() }),
    response: z.object({ discarded: z.int() }),
  },
  getRejection: {
    method: 'GET',
    path: '/api/v1/rejections/{id}',
    summary: 'A refused payload with what it held',
    role: 'Editor',
    response: rejectionDetail,
  },
  replayRejection: {
    method: 'POST',
    path: '/api/v1/rejections/{id}/replay',
    summary: 'Takes a refused payload in once more; 409 with the reason where it is still wrong',
    role: 'Editor',
    response: z.object({ accepted: z.int() }),
  },
  discardRejection: {
    method: 'DELETE',
    path: '/api/v1/rejections/{id}',
    summary: 'Forgets a refused payload',
    role: 'Editor',
    response: rejection,
  },
} as const satisfies Record<string, RouteSpec>;
