import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The token kept in `DATA/token`, made at the first start. Only this user may read the file.
 *
 * @throws where the folder can't be written or the file holds no token.
 */
export const readOrMakeAdminToken = async (dataDir: string): Promise<string> => {
  const file = join(dataDir, 'token');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // Fails where it exists, so that two starts at once agree on one token.
    await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw error;
    }
    await chmod(file, 0o600);
  }
  const token = (await readFile(file, 'utf8')).trim();
  if (!/^[\x21-\x7e]{16,4096}$/.test(token)) {
    throw new Error(`${file} holds no token; remove the file and a new one is made`);
  }
  return token;
};
