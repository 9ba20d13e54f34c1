import express, { type Request, type Response } from 'express';
import { HttpProblem } from './http-problem.js';

const invalid = (detail: string): HttpProblem => new HttpProblem(400, 'Invalid request', { detail });

/**
 * Reads a JSON body of at most `maxBytes`, gzip and the like undone. Bytes that are no UTF-8 are refused, since a decoder that
 * mends them would change what people wrote.
 *
 * @throws {HttpProblem} 400 not JSON, 413 too large, 415 another kind of content.
 */
export const jsonReader = (maxBytes: number): ((request: Request, response: Response) => Promise<unknown>) => {
  const readBytes = express.raw({ type: () => true, limit: maxBytes });
  return async (request, response) => {
    const type = request.headers['content-type'];
    if (type !== undefined && !/^application\/([\w.+-]+\+)?json\s*(;|$)/i.test(type)) {
      throw new HttpProblem(415, 'Unsupported content', { detail: 'The body must be application/json' });
    }
    await new Promise<void>((resolve, reject) => {
      readBytes(request, response, (error?: unknown) => (error === undefined ? resolve() : reject(error as Error)));
    });
    const bytes: unknown = request.body;
    if (!Buffer.isBuffer(bytes) || bytes.length === 0) {
      throw invalid('The body is missing; it must be JSON');
    }
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw invalid('The body is not valid UTF-8');
    }
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw invalid(`The body is not valid JSON: ${error instanceof Error ? error.message : ''}`);
    }
  };
};
