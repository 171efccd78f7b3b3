// Loaded into each child process of ours before its own code: when the parent is gone, by kill -9 too, the channel to it
// closes and the child ends as if it had been asked to, or is ended after the grace.
const GRACE_MS = 15_000;

process.on('disconnect', () => {
  setTimeout(() => process.exit(1), GRACE_MS).unref();
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();
