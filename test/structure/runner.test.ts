import { ownChannel } from '../support/own-channel.ts';

type Listener = (message: unknown) => void;

/** The library's channel: whoever listens when one process asks is answered, and all are forgotten. */
function sharedChannel() {
  const listeners = new Set<Listener>();
  return {
    onMessage: (listener: Listener) => void listeners.add(listener),
    postMessage: (message: unknown) => {
      if (message !== 'ask') return;
      for (const listener of listeners) {
        listener('data');
        listeners.delete(listener);
      }
    },
  };
}

test('every process that runs suites is answered when it asks, whichever asked before, and not before it asks', () => {
  const shared = sharedChannel();
  const told: string[] = [];
  const channels = ['first', 'second', 'third'].map((name) => {
    const channel = ownChannel(shared);
    channel.onMessage(() => told.push(name));
    return channel;
  });
  for (const channel of channels) channel.postMessage('ask');
  expect(told).toEqual(['first', 'second', 'third']);
  channels[0]!.postMessage('something else');
  channels[1]!.postMessage('ask');
  expect(told).toEqual(['first', 'second', 'third', 'second']);
});
