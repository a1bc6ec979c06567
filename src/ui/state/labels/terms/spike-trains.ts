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
    definition: 'How well the mean of the model follows the mean of the recorded trials over time, 1 at best. It ignores scale and offset.',
    equations: [['CC', '=', 'cov(y, p) / (sd(y) · sd(p))']],
    also: ['CC', 'Pearson'],
    see: 'spike-trains.md#is-the-mean-right',
  },
  normalizedCorrelation: {
    term: 'Normalized correlation (CCnorm)',
    definition:
      'CC divided by the highest value that the noise of the recorded trials allows. It may exceed 1 by chance, especially with few trials.',
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
      'The fraction of the variance of the responses, minus that of their noise, that the prediction explains; at least 0. It depends on scale and offset.',
    equations: [['FEVe', '=', '1 − max(mse − noise, 0) / (total − noise)']],
    also: ['FEVe'],
    see: 'spike-trains.md#is-the-mean-right',
  },
  bitsPerSpike: {
    term: 'Bits per spike',
    definition: 'How much more information the model’s rate gives about a recorded spike than the mean rate, by their Poisson likelihoods.',
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
      'The times between consecutive spikes of a trial. KS is the largest difference between the two cumulative distributions: 0 if they are the same, 1 at most.',
    equations: [['KS', '=', 'max over x of |F(x) of the data − F(x) of the model|']],
    also: ['ISI', 'KS', 'Kolmogorov-Smirnov'],
    see: 'spike-trains.md#intervals',
  },
  irregularity: {
    term: 'Irregularity (CV, CV2, LV)',
    definition:
      'How uneven the intervals I between spikes are: 1 for a Poisson process, 0 for a clock. A drifting rate raises CV, but CV2 and LV only little.',
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
      'Pairs of spikes of a trial that are l bins apart, per pair of bins and rate²: 1 at chance level. Lower values show refractoriness, higher ones bursts.',
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
      'The distance of sampled trials from recorded ones, divided by the distance between recorded ones: 1 is the floor. A model without variability may reach it, too.',
    equations: [['ratio', '=', 'D(model, data) / D(data, data)']],
    also: ['Victor-Purpura', 'ISI distance'],
    see: 'spike-trains.md#are-single-trials-like-recorded-ones',
  },
  vanRossum: {
    term: 'van Rossum distance',
    definition: 'The distance of two spike trains whose spikes decay with a time constant τ. One spike compared with none gives 1.',
    equations: [
      ['D', '=', '√(K(a, a) + K(b, b) − 2 K(a, b))'],
      ['K(a, b)', '=', 'Σ over i, j of exp(−|aᵢ − bⱼ| / τ)'],
    ],
    see: 'spike-trains.md#are-single-trials-like-recorded-ones',
  },
  spikeDistance: {
    term: 'SPIKE-distance',
    definition:
      'The distance of the spikes of one train from the nearest of the other, relative to the intervals ν around them. From 0 to 1, without a time constant.',
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
    definition:
      'The same for sets of trials: the distance of their mean potentials. The unbiased version leaves out pairs of a trial with itself.',
    equations: [['L', '=', 'Σ over bins and cells of (mean f − mean g)²']],
    also: ['MMD'],
    see: 'model.md#losses',
  },
  spikeTriggeredAverage: {
    term: 'Spike-triggered average (STA)',
    definition: 'The mean of the frames before each recorded spike, minus the mean frame: the receptive field of a linear cell.',
    equations: [['STA[j]', '=', 'mean over spikes at t of x[t−j] − mean of x']],
    also: ['STA', 'receptive field', 'gradient'],
    see: 'looking.md#neural-responses',
  },
  retina: {
    term: 'Simulated retina (RetinaSim)',
    symbol: 'λ',
    definition:
      'Cells generated from a seed: their input e is divided by a slow state a, so that a response depends on the past seconds. The ground truth behind their spikes is known.',
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
      ['error', '=', 'Σ of rate − y ln(rate), for a Poisson likelihood'],
      ['error', '=', 'Σ of −y ln p − (1 − y) ln(1 − p), for a Bernoulli one'],
    ],
    also: ['ELBO', 'Poisson likelihood', 'Bernoulli likelihood'],
    see: 'neural-response.md#losses',
  },
  latent: {
    term: 'Latent variable',
    symbol: 'z',
    definition:
      'A Gaussian sampled at each step from q(z), which an encoder infers from the stimulus and the memory. It makes trials of the same movie differ.',
    equations: [['z[t]', '=', 'mean + exp(logVariance / 2) · noise[t]']],
    also: ['posterior', 'TeCoS-LVM', 'encoder', 'decoder'],
    see: 'neural-response.md#model',
  },
  prior: {
    term: 'Prior',
    symbol: 'p(z)',
    definition: 'The distribution of the latent before the stimulus of a step is known: from the memory, or a standard Gaussian.',
    equations: [['meanP, logVarianceP', '=', 'prior h[t−1];  0 and 0 for a standard Gaussian']],
    see: 'neural-response.md#model',
  },
  kl: {
    term: 'Divergence KL(q ‖ p)',
    symbol: 'KL',
    definition:
      'How far the inferred latent q is from its prior p, in nats. Near 0, the latent carries nothing that the memory did not predict.',
    equations: [['KL', '=', 'Σ of (l_p − l_q + exp(l_q − l_p) + (m_q − m_p)² exp(−l_p) − 1) / 2']],
    also: ['Kullback-Leibler divergence', 'KL collapse'],
    see: 'model.md#losses',
  },
  latentMemory: {
    term: 'Temporal conditioning',
    symbol: 'h',
    definition: 'A memory carries past stimuli and latents to the next step; encoder, prior and decoder depend on it.',
    equations: [['h[t]', '=', 'cell(memory f[t] + memory.latent z[t], memory.recurrent h[t−1])']],
    also: ['GRU', 'LSTM', 'hidden state'],
    see: 'model.md#latent-model-over-time',
  },
}
