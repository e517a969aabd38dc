import { playShare, type Share } from './share-of-year';
import type { ShareMessage } from './year';

const send = (message: ShareMessage): void => void process.send?.(message);

process.on('message', (share: Share) => {
  playShare(share, (day) => send({ day })).then(
    (result) => send({ result, peakMemoryMib: process.resourceUsage().maxRSS / 1024 }),
    (error: unknown) =>
      send({ crash: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
