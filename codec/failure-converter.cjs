// CommonJS, because the SDK loads it by its path with require(), in Node as in the workflow bundle.
// Messages and stack traces of failures are stored as payloads, so that the codec encrypts them too.
const { DefaultFailureConverter } = require('@temporalio/common');

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
