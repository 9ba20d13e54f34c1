import { useEffect, useState } from 'react';

/** The present (ms), renewed every `interval` ms so that ages grow on an idle page. */
export const useNow = (interval = 15_000): number => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
};
