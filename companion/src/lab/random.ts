/** 32-bit hash of a text (FNV-1a), to key noise by name. */
export const hashText = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
};

const knownHashes = new Map<string, number>();

const rememberedHash = (text: string): number => {
  const known = knownHashes.get(text) ?? hashText(text);
  knownHashes.set(text, known);
  return known;
};

/** Key of one kind of noise of one thing. Both come from short lists of names: their hashes are remembered. */
export const noiseKey = (owner: string, kind: string): number =>
  Math.imul(rememberedHash(owner), 31) ^ rememberedHash(kind);

/** Uniform 0..1 that depends on its arguments only, so that any moment can be asked for in any order. */
export const uniform = (seed: number, key: number, index: number): number => {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(key, 0xc2b2ae35) ^ Math.imul(index | 0, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
};

/** About normal (mean 0, deviation 1), within ±4.2: the sum of six uniforms. */
export const noise = (seed: number, key: number, index: number): number => {
  let sum = 0;
  for (let part = 0; part < 6; part++) {
    sum += uniform(seed + part * 7919, key, index);
  }
  return (sum - 3) * Math.SQRT2;
};

/** Noise that wanders: smooth between independent values `period` ms apart. */
export const wander = (seed: number, key: number, at: number, period: number): number => {
  const place = at / period;
  const index = Math.floor(place);
  const blend = (1 - Math.cos(Math.PI * (place - index))) / 2;
  return noise(seed, key, index) * (1 - blend) + noise(seed, key, index + 1) * blend;
};
