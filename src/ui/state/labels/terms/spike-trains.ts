/** Terms of spike trains, recorded and sampled. Data; base/glossary.ts says how it is read. */

import type { Glossary } from '../../../base/glossary'

/** y is the PSTH, p the prediction, R the spikes of single trials. */
export const SPIKE_TRAINS: Glossary = {
  psth: {
    term: 'PSTH',
    symbol: 'y',
    definition: 'Peristimulus time histogram: the mean over trials of the spikes of a cell in each bin.',
    equations: [['y[t]', '=', '1/N · Σ over trials n of R[n, t]']],
    also: ['peristimulus time histogram', 'mean of trials'],
    see: 'spike-trains.md',
  },
  correlation: {
    term: 'Correlation (CC)',
    definition:
      'How far the mean of the model follows the mean of the recorded trials over time, 1 at best. It knows neither scale nor offset.',
    equations: [['CC', '=', 'cov(y, p) / (sd(y) · sd(p))']],
    also: ['CC', 'Pearson'],
    see: 'spike-trains.md#is-the-mean-right',
  },
  normalizedCorrelation: {
    term: 'Normalized correlation (CCnorm)',
    definition: 'CC over what the noise of the recorded trials leaves to be reached. It may pass 1 by chance, with few trials easily.',
    equations: [
      ['CCnorm', '=', 'CC / √(SP / Var(y))'],
      ['SP', '=', '(Var(Σ over n of R) − Σ over n of Var(R[n])) / (N (N − 1))'],
    ],
    also: ['CCmax', 'signal power'],
    see: 'spike-trains.md#is-the-mean-right',
  },
  explainable: {
    term: 'Explainable variance explained (FEVe)',
    definition:
      'The share of the variance of the responses, less that of their noise, that the prediction accounts for; 0 at least. It knows scale and offset.',
    equations: [['FEVe', '=', '1 − max(mse − noise, 0) / (total − noise)']],
    also: ['FEVe'],
    see: 'spike-trains.md#is-the-mean-right',
  },
  bitsPerSpike: {
    term: 'Bits per spike',
    definition: 'What the rate of the model tells of a recorded spike more than the mean rate does, by their Poisson likelihoods.',
    equations: [
      ['bits', '=', '(LL(p) − LL(mean rate)) / (ln 2 · spikes)'],
      ['LL', '=', 'Σ of R ln p − p'],
    ],
    also: ['Poisson likelihood', 'information'],
    see: 'spike-trains.md#is-the-mean-right',
  },
  intervals: {
    term: 'Interspike intervals (ISI)',
    definition:
      'The times between neighboring spikes of a trial. KS is the largest difference of their two distributions: 0 where they are the same, 1 at most.',
    equations: [['KS', '=', 'max over x of |F(x) of the data − F(x) of the model|']],
    also: ['ISI', 'KS', 'Kolmogorov-Smirnov'],
    see: 'spike-trains.md#intervals',
  },
  irregularity: {
    term: 'Irregularity (CV, CV2, LV)',
    definition:
      'How uneven the intervals I between spikes are: 1 of a Poisson process, 0 of a clock. A rate that drifts raises CV, and CV2 and LV little.',
    equations: [
      ['CV', '=', 'sd(I) / mean(I)'],
      ['CV2', '=', 'mean of 2 |I′ − I| / (I′ + I)'],
      ['LV', '=', 'mean of 3 (I′ − I)² / (I′ + I)²'],
    ],
    also: ['coefficient of variation', 'local variation'],
    see: 'spike-trains.md#intervals',
  },
  autocorrelogram: {
    term: 'Autocorrelogram',
    symbol: 'A[l]',
    definition:
      'Pairs of spikes of a trial that are l bins apart, per pair of bins and rate²: 1 at chance. Below it is refractoriness, above it bursts.',
    equations: [['A[l]', '=', 'Σ over t, trials of s[t] · s[t+l] / (N (T − l) · rate²)']],
    also: ['shift predictor', 'refractoriness'],
    see: 'spike-trains.md#what-follows-a-spike',
  },
  fano: {
    term: 'Fano factor',
    definition: 'How much spike counts vary from trial to trial, in windows of 10 bins. 1 is a Poisson process; cells are often below it.',
    equations: [['F', '=', 'variance / mean of the counts over trials']],
    also: ['variability'],
    see: 'spike-trains.md#variability',
  },
  distanceRatio: {
    term: 'Ratio of distances',
    definition:
      'How far sampled trials are from recorded ones, over how far these are from each other: 1 is the floor. A model without variability may reach it, too.',
    equations: [['ratio', '=', 'D(model, data) / D(data, data)']],
    also: ['Victor-Purpura', 'ISI distance'],
    see: 'spike-trains.md#are-single-trials-like-recorded-ones',
  },
  vanRossum: {
    term: 'van Rossum distance',
    definition: 'How far two spike trains are apart when each spike decays with a time constant τ. One spike against none is 1.',
    equations: [
      ['D', '=', '√(K(a, a) + K(b, b) − 2 K(a, b))'],
      ['K(a, b)', '=', 'Σ over i, j of exp(−|aᵢ − bⱼ| / τ)'],
    ],
    see: 'spike-trains.md#are-single-trials-like-recorded-ones',
  },
  spikeDistance: {
    term: 'SPIKE-distance',
    definition:
      'How far spikes of one train are from the nearest of the other, relative to the intervals ν around them. From 0 to 1, without a time constant.',
    equations: [['D', '=', 'mean over time of (Sₐ ν_b + S_b νₐ) / (2 · mean(νₐ, ν_b)²)']],
    see: 'spike-trains.md#are-single-trials-like-recorded-ones',
  },
  psp: {
    term: 'Filtered spike trains (PSP)',
    symbol: 'f, g',
    definition:
      'The loss compares spikes of model and data as postsynaptic potentials, each spike decaying over τ bins: a discrete van Rossum distance.',
    equations: [
      ['f[t]', '=', 'f[t−1] + (y[t] − f[t−1]) / τ'],
      ['L', '=', 'Σ over bins and cells of (f − g)²'],
    ],
    also: ['postsynaptic potential'],
    see: 'model.md#losses',
  },
  mmd: {
    term: 'Maximum mean discrepancy (MMD)',
    definition: 'The same of sets of trials: the distance of their mean potentials. Unbiased leaves out pairs of a trial with itself.',
    equations: [['L', '=', 'Σ over bins and cells of (mean f − mean g)²']],
    also: ['MMD'],
    see: 'model.md#losses',
  },
  spikeTriggeredAverage: {
    term: 'Spike-triggered average (STA)',
    definition: 'The mean of the frames before each recorded spike, less the mean frame: what a cell looks for, where it is linear.',
    equations: [['STA[j]', '=', 'mean over spikes at t of x[t−j] − mean of x']],
    also: ['STA', 'receptive field', 'gradient'],
    see: 'looking.md#neural-responses',
  },
  retina: {
    term: 'Simulated retina (RetinaSim)',
    symbol: 'λ',
    definition:
      'Cells that are made from a seed: what they see, e, is divided by a slow state a, so an answer depends on seconds. What is behind their spikes is known.',
    equations: [
      ['D[t]', '=', 'e[t] / (0.01 + a[t]),  a[t+1] = a[t] + (e[t] − a[t]) / τ'],
      ['λ[t]', '=', 'log(1 + exp(4 (D[t] − 1.5))) / 4'],
    ],
    also: ['adaptation', 'subunits', 'refractory period'],
    see: 'data.md#retinasim',
  },
}

/** Terms of models of neural responses. */
export const RESPONSE: Glossary = {
  responseLoss: {
    term: 'Loss of a response',
    symbol: 'L',
    definition:
      'An error of the responses and, weighted, the divergence of the latent from its prior. The weight β rises over the warm-up.',
    equations: [
      ['L', '=', 'error + β · KL(q ‖ p)'],
      ['error', '=', 'Σ of rate − y ln(rate), of a Poisson likelihood'],
      ['error', '=', 'Σ of −y ln p − (1 − y) ln(1 − p), of a Bernoulli one'],
    ],
    also: ['ELBO', 'Poisson likelihood', 'Bernoulli likelihood'],
    see: 'neural-response.md#losses',
  },
  latent: {
    term: 'Latent variable',
    symbol: 'z',
    definition:
      'A Gaussian that is drawn anew at each step, from q(z): what an encoder infers from the stimulus and the memory. With it trials of the same movie differ.',
    equations: [['z[t]', '=', 'mean + exp(logVariance / 2) · noise[t]']],
    also: ['posterior', 'TeCoS-LVM', 'encoder', 'decoder'],
    see: 'neural-response.md#model',
  },
  prior: {
    term: 'Prior',
    symbol: 'p(z)',
    definition: 'What the latent is expected to be before the stimulus of a step is seen: from the memory, or a standard Gaussian.',
    equations: [['meanP, logVarianceP', '=', 'prior h[t−1];  0 and 0 of a standard Gaussian']],
    see: 'neural-response.md#model',
  },
  kl: {
    term: 'Divergence KL(q ‖ p)',
    symbol: 'KL',
    definition:
      'How far the inferred latent q is from its prior p, in nats. Near 0 the latent says nothing that the memory did not foresee.',
    equations: [['KL', '=', 'Σ of (l_p − l_q + exp(l_q − l_p) + (m_q − m_p)² exp(−l_p) − 1) / 2']],
    also: ['Kullback-Leibler divergence', 'KL collapse'],
    see: 'model.md#losses',
  },
  latentMemory: {
    term: 'Temporal conditioning',
    symbol: 'h',
    definition: 'A memory carries what was seen, and drawn, to the next step: encoder, prior and decoder depend on it.',
    equations: [['h[t]', '=', 'cell(memory f[t] + memory.latent z[t], memory.recurrent h[t−1])']],
    also: ['GRU', 'LSTM', 'hidden state'],
    see: 'model.md#latent-model-over-time',
  },
}
