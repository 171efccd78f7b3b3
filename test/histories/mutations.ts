/** Lines of the workflows, each changed once as somebody might: the histories that are kept must notice. */

/** What was changed; the code as it stands in the bundle, once; and what stands there instead. */
export type Mutation = readonly [why: string, before: RegExp, after: string];

/** A stage that is taken out of a workflow is missing for every run that stands in it. */
const without = (stage: string, procedure = stage): Mutation => [
  `nothing follows ${procedure}`,
  new RegExp(`^ {4}${stage}: _stages_\\w+\\.${procedure},?$`, 'm'),
  '',
];

export const MUTATIONS: readonly Mutation[] = [
  without('submission'),
  without('eligibility'),
  without('selection'),
  without('tendering'),
  without('contract'),
  without('agreement'),
  without('delivery'),
  without('inspection'),
  without('settlement'),
  without('tendering', 'packageTendering'),
  without('contract', 'packageContract'),
  without('selection', 'roundSelection'),
  ['nothing is labelled', /if \(changed\.length > 0\)/, 'if (false)'],
  ['one label alone is left out', /if \(changed\.length > 0\)/, 'if (changed.length > 1)'],
  [
    'labels that have not changed are written again',
    /\.filter\(\(\{ key, value \}\)=>!isSame\(known\.get\(key\), value\)\)/,
    '',
  ],
  ['whose turn it is is not labelled', /^ {12}\.\.\.turns$/m, ''],
  ['no timer is set', /^ {8}this\.#arm\(current\);$/m, ''],
  [
    'the timer is set before the labels',
    /this\.#label\(current\);\n {8}this\.#arm\(current\);/,
    'this.#arm(current); this.#label(current);',
  ],
  ['a timer for the same date is set anew', /this\.#timer\.dueAt <= next\.dueAt/, 'this.#timer.dueAt < next.dueAt'],
  ['a timer that gives way is not cancelled', /this\.#timer\?\.scope\.cancel\(\);/, ''],
  ['a timer that fires is not heeded', /timer\.fired = true;/, ''],
  [
    'a run does not begin with its decision or a look',
    /this\.#order \? this\.#first : this\.#letters\.shift\(\)/,
    'this.#letters.shift()',
  ],
  ['a wake is not heeded', /if \('look' in letter\) return this\.#look\(\);/, "if ('look' in letter) return;"],
  ['what is long due is not recorded by a look', /if \(!late \|\| !current\.next/, 'if (true || !current.next'],
  [
    'what fires is always done',
    /!due \|\| due\.dueAt > dueAt \? this\.#look\(\) : this\.#act\(due\)/,
    'due ? this.#act(due) : this.#look()',
  ],
  [
    'what fires is only looked at',
    /!due \|\| due\.dueAt > dueAt \? this\.#look\(\) : this\.#act\(due\)/,
    'this.#look()',
  ],
  [
    'database work is not named',
    /WORK\.includes\(what\) \? what : 'record'/,
    "WORK.includes(what) ? 'record' : 'record'",
  ],
  ['a decision is not answered', /letter\.answer = outcome;/, ''],
  [
    'what the clock recorded is not adopted',
    /times: times \+ 1\n {8}\};\n {8}this\.#adopt\(current\);/,
    'times: times + 1 };',
  ],
  ['a run does not end', /if \(!this\.#order \|\| this\.#letters\.length === 0\) return false;/, ''],
  ['a run that is told to leaves nothing', /return this\.#renewing \|\| /, 'return '],
  ['a run stays with its build for good', /targetWorkerDeploymentVersionChanged === true/, 'false'],
  ['a long history goes on', /const LONG_HISTORY = 300;/, 'const LONG_HISTORY = 300_000;'],
  ['a short history leaves', /const LONG_HISTORY = 300;/, 'const LONG_HISTORY = 20;'],
  ['a run of before keeps no notes', /if \(this\.#driven && this\.#order !==/, 'if (false && this.#order !=='],
  ['a run keeps notes as before', /if \(this\.#driven && this\.#order !==/, 'if (this.#driven || this.#order !=='],
  [
    'the dispatcher ends',
    /const seen = await dispatchOutbox\(input\);/,
    'return; const seen = await dispatchOutbox(input);',
  ],
  [
    'a cancelled run drops what it does',
    /return _temporalio_workflow__WEBPACK_IMPORTED_MODULE_0__\.CancellationScope\.nonCancellable\(async \(\)=>\{\n {12}try/,
    'return (async (work)=>work())(async ()=>{\n            try',
  ],
];
