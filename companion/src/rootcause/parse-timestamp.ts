/** ISO 8601 (UTC where it names no offset), or epoch in seconds or milliseconds, as ms; NaN for anything else. */
export const parseTimestamp = (text: string): number => {
  if (/^-?\d+(\.\d+)?$/.test(text)) {
    const number = Number(text);
    return Math.abs(number) < 1e11 ? Math.round(number * 1000) : Math.round(number);
  }
  if (!/^\d{4}-\d\d-\d\d/.test(text)) {
    return NaN;
  }
  const iso = text.replace(' ', 'T');
  return Date.parse(iso.length > 10 && !/(Z|[+-]\d\d:?\d\d)$/i.test(iso) ? `${iso}Z` : iso);
};
