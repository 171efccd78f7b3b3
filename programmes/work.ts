/** Kinds of work that items of several programmes are for: how it goes, and which document shows what is to be done. */
import type { SupportItem } from '../domain/programme.ts';
import {
  documents,
  EXECUTION_PLAN,
  IMPROVEMENT_PLAN,
  PARTICIPATION_PLAN,
  PROJECT_PROPOSAL,
  TRAINING_PLAN,
} from './required-documents.ts';
import { refunded } from './support.ts';

type Work = Pick<SupportItem, 'route' | 'training' | 'documents' | 'support'>;

/** Training in sessions (đào tạo, tập huấn) by a consultant whom the agency hires. */
export const TRAINING = { route: 'service', training: true, documents: documents(TRAINING_PLAN) } satisfies Work;

/** A consultant whom the agency hires helps to apply standards, systems and tools. */
export const IMPROVEMENT = { route: 'service', documents: documents(IMPROVEMENT_PLAN) } satisfies Work;

/** Taking part in an event or a mission that the agency has organised for many. */
export const PARTICIPATION = { route: 'event', documents: documents(PARTICIPATION_PLAN) } satisfies Work;

/** A project of the beneficiary's own, with a result to accept; the level of support is an example. */
export const PROJECT = {
  route: 'project',
  documents: documents(PROJECT_PROPOSAL),
  support: refunded(3_000, 300n, 3_000),
} satisfies Work;

/** What the beneficiary carries out by itself, supported after it is completed. */
export const EXECUTION = { route: 'after-completion', documents: documents(EXECUTION_PLAN) } satisfies Work;
