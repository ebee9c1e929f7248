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
    private static final double FOREVER = 1e6;

    /** What beats its ceiling by more shows that the ceiling was sampled in slower moments. */
    private static final double BEYOND_CEILING = 1.02;

    /** The share of the time left that warming up may take. */
    private static final double WARM_UP_SHARE = 0.4;

    /** One thread has no workers to wait for. */
    private static final double PAUSE_OF_ONE_SECONDS = 0.005;

    private final Scope scope = Scope.ofHost();
    private final Trial trial;
    private final Work work;
    private final Ceilings ceilings;
    private final int threads;
    private final Pace pace;
    private final long deadline;
    private final CeilingSamples peak = new CeilingSamples();
    private final CeilingSamples copy = new CeilingSamples();
    private final List<Entrant> entrants = new ArrayList<>();
    private final List<Absence> absences = new ArrayList<>();

    /**
     * A race whose operands are made.
     *
     * @param seconds that it may take from here on; what must be measured is measured even if it takes longer
     */
    Race(BenchCase benchCase, Ceilings ceilings, int threads, Pace pace, double seconds) {
        this.deadline = System.nanoTime() + (long) (Math.min(seconds, FOREVER) * 1e9);
        try {
            this.trial = benchCase.prepare(scope);
            this.work = trial.work();
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
        Entrant first = new Entrant(jclip);
        entrants.add(first);
        first.runFirst();
        if (!peers.isEmpty()) {
            float[] expected = jclip.output();
            double allowed = trial.tolerance(expected);
            peers.forEach(peer -> admit(peer, expected, allowed));
        }
        double warmUp = Math.min(pace.mostWarmUpSeconds(), WARM_UP_SHARE * secondsLeft() / entrants.size());
        entrants.forEach(entrant -> entrant.warmUp(pace, warmUp));
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
        Entrant entrant = new Entrant(contender);
        try {
            entrant.runFirst();
            difference = Outputs.difference(contender.output(), expected, allowed);
        } catch (RuntimeException | LinkageError e) {
            contender.close();
            throw e;
        }
        if (difference.isEmpty()) {
            entrants.add(entrant);
        } else {
            absences.add(new Absence(contender.name(), difference.orElseThrow()));
            contender.close();
        }
    }

    private Measurement run() {
        double longest = entrants.stream().mapToDouble(Entrant::usual).max().orElseThrow();
        int most = pace.rounds(Targets.judges(trial.benchCase()));
        int least = pace.leastRounds(longest);
        double round = 0;
        for (int i = 0; i < most && (i < least || secondsLeft() > round); i++) {
            double before = secondsLeft();
            List<Entrant> order = i % 2 == 0 ? entrants : entrants.reversed();
            order.forEach(this::takeTurn);
            round = before - secondsLeft();
        }
        return result();
    }

    /** The ceilings are sampled before each turn, when nobody's workers spin any more. */
    private void takeTurn(Entrant entrant) {
        sleep(threads == 1 ? PAUSE_OF_ONE_SECONDS : pace.pauseSeconds());
        if (work.isCounted()) {
            peak.add(ceilings.sampleFlops());
            copy.add(ceilings.sampleCopy(work.bytes()));
        }
        entrant.takeTurn(pace);
    }

    private double secondsLeft() {
        return (deadline - System.nanoTime()) * 1e-9;
    }

    private static void sleep(double seconds) {
        try {
            Thread.sleep((long) (seconds * 1000));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Measurement result() {
        List<Timing> timings = new ArrayList<>();
        boolean proven = work.isCounted() && hasProvenCeiling(entrants.getFirst());
        for (Entrant entrant : entrants) {
            timings.add(new Timing(
                    entrant.contender().name(),
                    entrant.contender().version(),
                    entrant.median(),
                    entrant.best(),
                    entrant.runs(),
                    gigaflops(entrant),
                    gigabytes(entrant),
                    trial.photos() / entrant.best(),
                    proven ? Math.max(ofPeak(entrant), ofCopy(entrant)) : 0,
                    entrant.ratioTo(entrants.getFirst())));
        }
        BenchCase benchCase = trial.benchCase();
        return new Measurement(
                benchCase.group().label(),
                benchCase.name(),
                benchCase.size(),
                threads,
                work.flops(),
                work.bytes(),
                peak.best() * 1e-9,
                copy.best() * 1e-9,
                ceilings.nearestSize(work.bytes()),
                List.copyOf(timings),
                List.copyOf(absences));
    }

    private boolean hasProvenCeiling(Entrant jclip) {
        CeilingSamples nearer = ofPeak(jclip) >= ofCopy(jclip) ? peak : copy;
        return nearer.agree() && entrants.stream().allMatch(entrant -> ofPeak(entrant) <= BEYOND_CEILING);
    }

    private double gigaflops(Entrant entrant) {
        return work.flops() / entrant.best() * 1e-9;
    }

    private double gigabytes(Entrant entrant) {
        return work.bytes() / entrant.best() * 1e-9;
    }

    private double ofPeak(Entrant entrant) {
        return work.flops() / entrant.best() / peak.best();
    }

    private double ofCopy(Entrant entrant) {
        return work.bytes() / entrant.best() / copy.best();
    }

    @Override
    public void close() {
        entrants.forEach(entrant -> entrant.contender().close());
        trial.close();
        scope.close();
    }
}
