package dev.argand.search.gate;

import dev.argand.network.Recognizer;
import dev.argand.schemas.Micros;
import dev.argand.schemas.avro.GateResult;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.data.WindowSampler;
import dev.argand.search.evaluate.Evaluator;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares a challenger with the champion on the same held-out clips, of every label: all but those
 * of groups that the champion learned from ({@link UnseenClips}). Where these leave too few the
 * verdict is inconclusive: the champion stays, and the reason says so.
 *
 * <p>A clip is said to be what scores highest on average over its windows. A label that a model
 * does not know is never said, and so always wrong. The challenger is promoted if the lower end of
 * the interval of {@link PairedBootstrap} lies above 0: a tie keeps the champion. Where there is no
 * champion it must beat saying the commonest training label of everything.
 *
 * <p>It loads the engine: call it in a worker JVM, as {@link Judge} does.
 */
public final class Gate {
  private Gate() {}

  /**
   * Judges.
   *
   * @param champion null for none
   * @throws IOException if a clip can no longer be read
   */
  static GateResult judge(
      Recognizer challenger,
      @Nullable Recognizer champion,
      Splits splits,
      long seed,
      ProgressListener listener)
      throws IOException {
    List<LabeledClip> heldOut = splits.clips(Split.TEST);
    UnseenClips unseen =
        champion == null
            ? UnseenClips.all(heldOut)
            : UnseenClips.of(heldOut, champion.manifest().provenance());
    String majority = commonest(splits.clips(Split.TRAIN));
    List<SaidClip> said = new ArrayList<>();
    for (LabeledClip clip : unseen.clips()) {
      said.add(
          new SaidClip(
              clip.group(),
              clip.label(),
              champion == null ? majority : say(champion, clip),
              say(challenger, clip)));
      listener.onProgress(new Progress("gate", said.size(), unseen.clips().size(), Map.of()));
    }
    String digest = Optional.ofNullable(champion).map(Recognizer::digest).orElse(null);
    return unseen.lacking().isPresent()
        ? inconclusive(said, unseen, seed, digest)
        : decide(said, unseen.note(), seed, digest);
  }

  /** The statistic and the rule alone. */
  static GateResult decide(List<SaidClip> said, long seed, @Nullable String championDigest) {
    return decide(said, "", seed, championDigest);
  }

  /**
   * The same.
   *
   * @param note what is to be said of the clips
   */
  private static GateResult decide(
      List<SaidClip> said, String note, long seed, @Nullable String championDigest) {
    PairedBootstrap compared = PairedBootstrap.of(said, seed);
    boolean promoted = compared.low() > 0;
    String reason =
        String.format(
            Locale.ROOT,
            "challenger %.3f, %s %.3f on %d held-out clips%s; difference %+.3f, 95 %% interval"
                + " %+.3f to %+.3f: %s",
            compared.challenger(),
            championDigest == null ? "majority baseline" : "champion",
            compared.champion(),
            said.size(),
            note,
            compared.challenger() - compared.champion(),
            compared.low(),
            compared.high(),
            promoted ? "better" : "not surely better, the champion stays");
    return result(promoted, reason, championDigest, compared, said.size());
  }

  /** Too few clips are left: nothing is known of the difference. */
  private static GateResult inconclusive(
      List<SaidClip> said, UnseenClips unseen, long seed, @Nullable String championDigest) {
    PairedBootstrap left =
        said.isEmpty() ? new PairedBootstrap(0, 0, -1, 1) : PairedBootstrap.of(said, seed);
    return result(
        false,
        "inconclusive, the champion stays: %d of %d held-out clips are of groups named as some that the champion learned from, and %s"
            .formatted(
                unseen.learned(), unseen.learned() + said.size(), unseen.lacking().orElseThrow()),
        championDigest,
        new PairedBootstrap(left.champion(), left.challenger(), -1, 1),
        said.size());
  }

  private static GateResult result(
      boolean promoted,
      String reason,
      @Nullable String championDigest,
      PairedBootstrap compared,
      int clips) {
    return GateResult.newBuilder()
        .setPromoted(promoted)
        .setReason(reason)
        .setChampionDigest(championDigest)
        .setChampionAccuracy(compared.champion())
        .setChallengerAccuracy(compared.challenger())
        .setDifferenceLow(compared.low())
        .setDifferenceHigh(compared.high())
        .setClips(clips)
        .setAtMicros(Micros.of(Instant.now()))
        .build();
  }

  private static String say(Recognizer model, LabeledClip clip) throws IOException {
    List<float[]> windows = WindowSampler.evaluationWindows(model.frontEnd(), clip);
    return Evaluator.said(
        model.manifest().labels(), Evaluator.scores(model.frontEnd(), windows, model::scores));
  }

  private static String commonest(List<LabeledClip> clips) {
    Map<String, Integer> counts = new TreeMap<>();
    clips.forEach(clip -> counts.merge(clip.label(), 1, Integer::sum));
    return counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
