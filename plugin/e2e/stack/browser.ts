import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type ConsoleMessage, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.mjs';
import { signIn, type Role, type Target } from './target';

const screenshots = join(import.meta.dirname, '../screenshots');
const axeSource = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A refusal that a test provokes, and what a real Grafana asks of the internet. */
const noise = [/status of 403/, /\/api\/gnet\//, /\/news/, /favicon/];
/** What Grafana serves itself and its npm packages lack. */
const absentFromHost = [/\/public\/fonts\//, /\/public\/build\/img\/icons\//];

export interface Visit {
  page: Page;
  /** What the console and the page complained of. */
  complaints: string[];
  close(): Promise<void>;
}

export interface VisitOptions {
  role?: Role;
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

export const launch = (): Promise<Browser> => {
  const executablePath = findChromium();
  if (!executablePath) {
    throw new Error('There is no Chromium: install it, or set CHROMIUM to its path');
  }
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
};

const contexts = new Map<string, Promise<BrowserContext>>();

/** One profile for each place, role and theme: signed in once, and the browser keeps the compiled scripts. */
const contextOf = (browser: Browser, target: Target, role: Role, theme: 'light' | 'dark'): Promise<BrowserContext> => {
  const key = `${target.url} ${role} ${theme}`;
  const existing = contexts.get(key);
  if (existing) {
    return existing;
  }
  const made = browser.newContext().then(async (context) => {
    context.setDefaultTimeout(45_000);
    await signIn(context, target, role, theme);
    return context;
  });
  contexts.set(key, made);
  return made;
};

/** Pages that wait to be used again: a renderer that ran Grafana's scripts before starts five times as fast. */
const idlePages = new Map<BrowserContext, Page[]>();

/** Opens a path of a target in a page that nobody else uses. */
export const visit = async (
  browser: Browser,
  target: Target,
  path: string,
  options: VisitOptions = {}
): Promise<Visit> => {
  const { role = 'Admin', theme = 'dark', width = 1440, height = 900 } = options;
  const context = await contextOf(browser, target, role, theme);
  const page = idlePages.get(context)?.pop() ?? (await context.newPage());
  await page.setViewportSize({ width, height });
  const complaints: string[] = [];
  const complain = (text: string) => {
    const expected = target.kind === 'host' ? [...noise, ...absentFromHost] : noise;
    if (!expected.some((pattern) => pattern.test(text))) {
      complaints.push(text);
    }
  };
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error') {
      complain(`${message.text()} (${message.location().url})`);
    }
  };
  const onPageError = (error: Error) => complain(String(error.stack ?? error));
  page.on('console', onConsole);
  page.on('pageerror', onPageError);
  const themed = target.kind === 'grafana' ? `${path}${path.includes('?') ? '&' : '?'}theme=${theme}` : path;
  await page.goto(`${target.url}${themed}`);
  const close = async () => {
    page.off('console', onConsole);
    page.off('pageerror', onPageError);
    await page.goto('about:blank');
    idlePages.set(context, [...(idlePages.get(context) ?? []), page]);
  };
  return { page, complaints, close };
};

interface Violation {
  id: string;
  help: string;
  nodes: Array<{ html: string; failureSummary?: string }>;
}

/** Resolves once no transition is under way: a colour half-way between two has no contrast of its own. */
const settled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
  });

/** Faults of accessibility that axe finds in the plugin's own part of the page. */
export const accessibilityFaults = async (page: Page, selector: string): Promise<string[]> => {
  await settled(page);
  await page.evaluate(await axeSource);
  const violations = await page.evaluate(async (within) => {
    const { axe } = window as unknown as {
      axe: { run(where: string, options: object): Promise<{ violations: unknown[] }> };
    };
    const result = await axe.run(within, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
    return result.violations;
  }, selector);
  return (violations as Violation[]).map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes
        .slice(0, 3)
        .map((node) => `${node.html}\n${node.failureSummary ?? ''}`)
        .join('\n')}`
  );
};

/** Keeps a picture for people: plugin/e2e/screenshots/<target>-<name>.png. */
export const keepScreenshot = async (page: Page, target: Target, name: string): Promise<void> => {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${target.name.replaceAll(' ', '-').toLowerCase()}-${name}.png`) });
};

/**
 * Opens a path of a target, lets `check` look at it, and expects that nothing complained; keeps a picture where something failed.
 */
export const seen = async (
  browser: Browser,
  target: Target,
  path: string,
  options: VisitOptions,
  check: (visited: Visit) => Promise<void>
): Promise<void> => {
  const visited = await visit(browser, target, path, options);
  try {
    await check(visited);
    if (visited.complaints.length > 0) {
      throw new Error(`The page complained: ${visited.complaints.join('; ')}`);
    }
  } catch (error) {
    await keepScreenshot(visited.page, target, 'failed');
    throw error;
  } finally {
    await visited.close();
  }
};
