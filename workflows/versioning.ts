/** Which build goes on with a run. */
import { workflowInfo } from '@temporalio/workflow';

/**
 * States a workflow type's versioning behaviour: `PINNED` runs stay with the build that began them, `AUTO_UPGRADE` ones go on with
 * whichever is current. Only where workers are versioned: from one that is not, as in the embedded default, the server refuses it.
 */
export const versioned = (behaviour: 'PINNED' | 'AUTO_UPGRADE') => ({
  workflowDefinitionOptions: () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: behaviour } : {},
});
