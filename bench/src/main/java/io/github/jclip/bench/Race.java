// Copyright 2026 The jclip authors
// SPDX-License-Identifier: Apache-2.0

package io.github.jclip.bench;

import io.github.jclip.tensor.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures one case: every contender is opened and run once, outputs are compared, and only those that agree with jclip
 * are timed, in turns.
 */
final class Race implements AutoCloseable {
    private final Scope scope = Scope.ofHost();
    private final Trial trial;
    private final Ceilings ceilings;
    private final int threads;
    private final Pace pace;
    private final List<Entrant> entrants = new ArrayList<>();
    private final List<Absence> absences = new ArrayList<>();

    Race(BenchCase benchCase, Ceilings ceilings, int threads, Pace pace) {
        try {
            this.trial = benchCase.prepare(scope);
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
        this.ceilings = ceilings;
        this.threads = threads;
        this.pace = pace;
    }

    Measurement measure(List<PeerProvider> given) {
        List<PeerProvider> peers = new ArrayList<>(trial.baselines());
        peers.addAll(given);
        Contender jclip = trial.jclip(threads);
        entrants.add(new Entrant(jclip));
        jclip.reset();
        jclip.run();
        if (!peers.isEmpty()) {
            float[] expected = jclip.output();
            double allowed = trial.tolerance(expected);
            peers.forEach(peer -> admit(peer, expected, allowed));
        }
        entrants.forEach(entrant -> entrant.warmUp(pace.mostWarmUpSeconds()));
        return run();
    }

    private void admit(PeerProvider peer, float[] expected, double allowed) {
        try {
            peer.open(trial, threads).ifPresent(contender -> admit(contender, expected, allowed));
        } catch (PeerAbsentException e) {
            absences.add(new Absence(peer.name(), "skipped: " + e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            absences.add(new Absence(peer.name(), "failed: " + e));
        }
    }

    private void admit(Contender contender, float[] expected, double allowed) {
        Optional<String> difference;
        try {
            contender.reset();
            contender.run();
            difference = Outputs.difference(contender.output(), expected, allowed);
        } catch (RuntimeException | LinkageError e) {
            contender.close();
            throw e;
        }
        if (difference.isEmpty()) {
            entrants.add(new Entrant(contender));
        } else {
            absences.add(new Absence(contender.name(), difference.orElseThrow()));
            contender.close();
        }
    }

    private Measurement run() {
        Work work = trial.work();
        double peak = 0;
        double copy = 0;
        double longest = entrants.stream().mapToDouble(Entrant::usual).max().orElseThrow();
        int rounds = pace.roundsOf(longest);
        for (int round = 0; round < rounds; round++) {
            List<Entrant> order = round % 2 == 0 ? entrants : entrants.reversed();
            order.forEach(entrant -> entrant.takeTurn(pace));
            peak = Math.max(peak, ceilings.sampleFlops());
            copy = Math.max(copy, ceilings.sampleCopy(work.bytes()));
        }
        return result(work, peak * 1e-9, copy * 1e-9);
    }

    private Measurement result(Work work, double peak, double copy) {
        double ours = entrants.getFirst().median();
        List<Timing> timings = new ArrayList<>();
        for (Entrant entrant : entrants) {
            double gigaflops = work.flops() / entrant.best() * 1e-9;
            double gigabytes = work.bytes() / entrant.best() * 1e-9;
            timings.add(new Timing(
                    entrant.contender().name(),
                    entrant.contender().version(),
                    entrant.median(),
                    entrant.best(),
                    entrant.runs(),
                    gigaflops,
                    gigabytes,
                    trial.photos() / entrant.best(),
                    Math.max(gigaflops / peak, gigabytes / copy),
                    entrant.median() / ours));
        }
        BenchCase benchCase = trial.benchCase();
        return new Measurement(
                benchCase.group().label(),
                benchCase.name(),
                benchCase.size(),
                threads,
                work.flops(),
                work.bytes(),
                peak,
                copy,
                ceilings.nearestSize(work.bytes()),
                List.copyOf(timings),
                List.copyOf(absences));
    }

    @Override
    public void close() {
        entrants.forEach(entrant -> entrant.contender().close());
        trial.close();
        scope.close();
    }
}
