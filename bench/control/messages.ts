/** How the control's route talks to its workflow. */
import { defineUpdate } from '@temporalio/workflow';

export const CONTROL_QUEUE = 'control';
export const CONTROL_WORKFLOW = 'control';
export const controlId = (code: string): string => `control/${code}`;

export const decide = defineUpdate<{ ok: true; version: number }, [{ decision: string }]>('decide');
