import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cycle, mayTake, whyNotDecide, whyNotSubmit } from './decide.ts';

const cycle = (over: Partial<Cycle> = {}): Cycle => ({
  evaluation: '良い',
  nextPlan: '続ける。',
  nextState: 'continued',
  absorbedInto: null,
  because: '',
  state: 'submitted',
  version: 1,
  writtenBy: 'user:a',
  ...over,
});

describe('improve: an evaluation needs others to agree', () => {
  it('is not submitted before it says what it must', () => {
    assert.equal(whyNotSubmit(cycle({ evaluation: ' ' })), 'evaluation-missing');
    assert.equal(whyNotSubmit(cycle({ nextPlan: '' })), 'next-plan-missing');
    assert.equal(whyNotSubmit(cycle({ nextState: 'dropped', nextPlan: '' })), 'state-needs-reason');
    assert.equal(whyNotSubmit(cycle({ nextState: 'absorbed', nextPlan: '' })), 'absorbed-needs-measure');
    assert.equal(whyNotSubmit(cycle({ nextState: null, nextPlan: '' })), undefined);
    assert.equal(whyNotSubmit(cycle()), undefined);
  });

  it('is agreed to by somebody else, the ministry first, and once', () => {
    const none = new Set<string>();
    assert.equal(whyNotDecide(cycle(), 'user:a', 'ministry', none), 'own-work');
    assert.equal(whyNotDecide(cycle(), 'user:b', 'secretariat', none), 'wrong-order');
    assert.equal(whyNotDecide(cycle(), 'user:b', 'ministry', none), undefined);
    assert.equal(whyNotDecide(cycle(), 'user:b', 'ministry', new Set(['ministry'])), 'already-approved');
    assert.equal(whyNotDecide(cycle(), 'user:c', 'secretariat', new Set(['ministry'])), undefined);
    assert.equal(whyNotDecide(cycle({ state: 'draft' }), 'user:b', 'ministry', none), 'not-submitted');
    assert.equal(whyNotDecide(cycle({ state: 'approved' }), 'user:b', 'ministry', none), 'already-approved');
  });

  it('lets operators take every part until parts are given', () => {
    assert.ok(mayTake('secretariat', 'user:a', []));
    const listed = [{ person: 'user:a', role: 'officer' }];
    assert.ok(mayTake('officer', 'user:a', listed));
    assert.equal(mayTake('secretariat', 'user:a', listed), false);
    assert.equal(mayTake('officer', 'user:b', listed), false);
  });
});
