/**
 * The shape of a programme's rules: data with their sources, one file each in programmes/. Nothing here is a rule by itself.
 */
import type { Bilingual, Certainty } from './fault.ts';
import type { OutcomeRule } from './outcomes.ts';
import type { LimitName, PartyKind } from './process.ts';
import type { RouteName } from './route.ts';
import type { SelectionTerms } from './selection.ts';

export type Text = Bilingual;

/** How certain a statement of law is (fault.ts), or that it is no law at all: a level that the agency sets, an example until it does. */
export type SourceCertainty = Certainty | 'set-by-agency-example';

/** What makes a limit, rate, cap or condition binding for this programme. `note` says how the document's words were read. */
export type Source = {
  document: string;
  article?: string;
  certainty: SourceCertainty;
  from?: string;
  to?: string;
  note?: { vi: string; en: string };
};

/** A time limit in working days of the agency's calendar. */
export type Limit = { workingDays: number; source: Source };

export type ConditionAnswer = 'met' | 'not-met' | 'does-not-apply';

/** Size classes of Nghị định 80/2021/NĐ-CP; `large` is whatever is above them. */
export type SizeClass = 'micro' | 'small' | 'medium' | 'large';

/** Who may be supported. */
export type BeneficiaryKind = 'enterprise' | 'organisation' | 'public-body' | 'person';

/**
 * How a condition is judged (domain/conditions.ts): from facts, by one of these rules with its parameters, or by a person.
 * A rule whose facts are not known leaves the condition to a person, and says which facts are missing.
 */
export type ConditionRule =
  | { by: 'person' }
  | { by: 'beneficiary'; kinds: readonly BeneficiaryKind[] }
  /** Registered in one of these provinces (codes of the provinces as of 1/7/2025). */
  | { by: 'province'; provinces: readonly string[] }
  /** A registered VSIC code begins with one of these, and so does the line of business that the support is for; none listed: any registered line. */
  | { by: 'sector'; vsic: readonly string[] }
  /** Declared staff, facilities, equipment and finance: what is missing is not met; what is there, a person judges. */
  | { by: 'resources' }
  | { by: 'size'; classes: readonly SizeClass[] }
  /** The same tax code (branches and predecessors included) and the same content, in any programme and year, open or settled. */
  | { by: 'no-overlap' }
  /** Holds a recognition of a product that is still valid. */
  | { by: 'recognised-product' };

export type Condition = { code: string; text: Text; source: Source; rule: ConditionRule };

/**
 * The most that may be granted (đồng), summed over dossiers: of one item, of one programme, or of all programmes of the agency,
 * to one enterprise; in one year, or over the whole period. It stands with what it is over (`SupportItem.ceilings`, `Programme.ceilings`)
 * and holds for every grant that it covers. `bySize` where the level depends on the size class.
 */
export type Ceiling = {
  code: string;
  text: Text;
  over: 'item' | 'programme' | 'all-programmes';
  per: 'year' | 'period';
  amount: bigint;
  bySize?: Readonly<Partial<Record<SizeClass, bigint>>>;
  source: Source;
};

/** A document that an application must have; several files may be of one kind. */
export type RequiredDocument = { kind: string; name: Text; required: boolean; source: Source };

export type ClaimBase = 'net' | 'gross';

/** How one application's support is reckoned. Rates are basis points (10000 = all), caps whole đồng. */
export type SupportRule = {
  rateBp: number;
  capPerApplication: bigint;
  base: ClaimBase;
  payee: PartyKind;
  /** Whether the enterprise pays the rest to the consultant, with proof before verification. */
  counterpart: 'none' | 'enterprise-to-consultant';
  /** The most that may be advanced, of the part's value. */
  advanceRateBp: number;
  source: Source;
};

/**
 * How products are selected in a round (đợt xét chọn), unless the round's own announcement says otherwise; and how many members score
 * them at least.
 */
export type SelectionRule = SelectionTerms & { minimumMembers: number; source: Source };

export type SupportItem = {
  code: string;
  name: Text;
  /** The source's own words. */
  words: string;
  kind: 'applied-for' | 'run-by-the-agency';
  /** The key of what is supported, where items of several programmes support the same (programmes/contents.ts): it is granted once (domain/overlap.ts). */
  content?: string;
  beneficiaries: readonly BeneficiaryKind[];
  /** How its applications go (domain/route.ts); none of an item that the agency runs itself. */
  route?: RouteName;
  conditions: readonly Condition[];
  documents: readonly RequiredDocument[];
  /** Delivered in training sessions (đào tạo, tập huấn): completion cannot be reported before one was held. */
  training?: true;
  support?: SupportRule;
  /** Of an item whose route is a selection round. */
  selection?: SelectionRule;
  /** Over this item alone; those over more stand with the programme. */
  ceilings: readonly Ceiling[];
  /** The only days on which it may be applied for, where the document names it for a part of its period alone. */
  during?: Period;
};

export type Method = 'open' | 'limited' | 'direct-appointment' | 'head-decision';
export type Venue = 'here' | 'national-network';

/** Which methods and venues may be chosen, up to which package price, with what preparation time; and how bids are scored. */
export type ProcurementRule = {
  methods: readonly {
    method: Method;
    venue: Venue;
    upTo: bigint | null;
    biddingWorkingDays: number;
    minimumBids: number;
    source: Source;
  }[];
  panelMembers: { minimum: number; source: Source };
};

/**
 * What the clock does to a task before and after its due day, in working days: the holder is reminded, the supervisors are told so
 * many days after it, the agency's head so many days after them, and all of them again every so many days until somebody acts. Of the
 * date promised to the enterprise the supervisors are told on the day itself.
 */
export type LatenessRule = {
  remindBefore: number;
  escalateAfter: number;
  headAfter: number;
  againEvery: number;
  source: Source;
};

/** No more working days may lie between two tellings of somebody above. */
export const LONGEST_SILENCE = 5;

/** How much the one-stop clock of one dossier may be paused in one calendar year: how often, and for how many working days together. */
export type PauseCap = { times: number; workingDays: number; source: Source };

/** What a target counts. Attendances (lượt) and people (người) are never added up. */
export type TargetUnit =
  | 'enterprises'
  | 'model-enterprises'
  | 'organisations'
  | 'attendances'
  | 'people'
  | 'experts'
  | 'products'
  | 'first-time-products'
  | 'projects'
  | 'percent';

/** Days from–to, both included. */
export type Period = { from: string; to: string };

/** A target of the plan: a number for a period, counted from dossiers where they can, else entered by the agency with its source. */
export type Target = {
  code: string;
  name: Text;
  /** The source's own words. */
  words: string;
  unit: TargetUnit;
  period: Period;
  /** The number holds for each year of the period. */
  eachYear?: true;
  /** Both ends where the source gives a range, `atLeast` where it gives one number; `about` and `moreThan` where it says so. */
  value: { atLeast?: number; atMost?: number; about?: true; moreThan?: true };
  /** The value is percent of growth of that unit over another period, whose number is the agency's data. */
  growthOver?: Period | 'the-year-before';
  /** Of items that are applied for from their settled dossiers, of what the agency runs itself from its activities. */
  counted: { from: 'dossiers'; items: readonly string[] } | { from: 'entered' };
  source: Source;
};

/** An aim that the plan states without a number. */
export type Objective = { name: Text; words: string };

/** A body while it has a part in a programme; `to` is its last day. `note` says what became of it, and how sure that is. */
export type Body = { from: string; to?: string; organisation: Text; note?: Text };

/**
 * A successor of a plan that is over, which nobody has issued: assumed, so that an example or a test can open the programme.
 * It holds for an agency only where the database says so (Programme.assumed), and is always shown as what it is.
 */
export type AssumedPeriod = Period & { name: Text };

/**
 * A reason for which the one-stop clock may be paused, beside the supplement that the enterprise is asked for. `requires`: the pause
 * rests on an instrument (văn bản) that is named with it.
 */
export type PauseReason = { code: string; text: Text; source: Source; requires?: 'instrument' };

/** Support of more than this (đồng) is approved by two approvers, one after the other. */
export type SecondApproval = { above: bigint; source: Source };

export type Programme = {
  definition: string;
  name: Text;
  /** The document that the programme rests on; without number or day where its source does not give them. */
  document: { title: Text; number?: string; issuedOn?: string; issuer: Text; source: Source };
  period: Period;
  /** The parts of the period, where the plan divides it (giai đoạn); they follow one another without a gap. */
  phases?: readonly Period[];
  assumedPeriod?: AssumedPeriod;
  /** One body at a time, on every day of the period (cơ quan thường trực, chủ trì). */
  lead: readonly Body[];
  /** Who takes part besides: departments, districts, associations. */
  coordinating: readonly (Body & { duty: Text })[];
  objectives: readonly Objective[];
  items: readonly SupportItem[];
  /** Over the programme, or over all programmes of an agency that runs this one. */
  ceilings: readonly Ceiling[];
  targets: readonly Target[];
  limits: Readonly<Record<LimitName, Limit>>;
  lateness: LatenessRule;
  /** How often a supplement may be asked for in one review, before and after acceptance. */
  supplementRounds: { submission: number; eligibility: number; source: Source };
  pauseReasons: readonly PauseReason[];
  pauseCap: PauseCap;
  secondApproval?: SecondApproval;
  correctionRounds: { count: number; source: Source };
  /** What beneficiaries report after the settlement, and when. */
  outcomes: OutcomeRule;
  procurement: ProcurementRule;
  listedProcedure: 'yes' | 'no' | 'unknown';
};
