package dev.argand.search.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.argand.schemas.avro.GateResult;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.SearchRequest;
import dev.argand.search.run.SearchRunner;
import dev.argand.signal.CounterRandom;
import dev.argand.signal.WavWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real models at the gate: one that learned, and one that learned from shuffled labels. */
@Tag("long")
final class ShuffledLabelsIT {
  /** Enough to be right in most cases, a minute or two on two cores. */
  private static final List<String> PROFILE =
      List.of(
          "search.channels = 2",
          "search.cells.per.stage = 0",
          "search.epochs = 2",
          "search.steps.per.epoch = 3",
          "search.architecture.rate = 0.4",
          "search.batch = 4",
          "retrain.channels = 4",
          "retrain.cells.per.stage = 0",
          "retrain.epochs = 20",
          "false.alarms.minutes = 3.2");

  private static final String DATA = "bundled:events";

  @TempDir Path folder;

  @Test
  void judge_challengerOfShuffledLabels_isRefused_andTheOtherWayRoundPromoted() throws Exception {
    String profile =
        Files.write(folder.resolve("small.properties"), PROFILE).toAbsolutePath().toString();
    RunResult honest = search(DATA, profile);
    RunResult shuffled = search(shuffle().toString(), profile);

    GateResult refused = judge(shuffled.bundle(), honest.bundle());
    assertThat(refused.getPromoted()).as(refused.getReason()).isFalse();
    assertThat(refused.getDifferenceHigh()).as(refused.getReason()).isNegative();

    GateResult promoted = judge(honest.bundle(), shuffled.bundle());
    assertThat(promoted.getPromoted()).as(promoted.getReason()).isTrue();
    assertThat(promoted.getChampionDigest()).isEqualTo(shuffled.digest());

    GateResult tie = judge(honest.bundle(), honest.bundle());
    assertThat(tie.getPromoted()).as(tie.getReason()).isFalse();
    assertThat(tie.getDifferenceHigh()).isZero();
  }

  private RunResult search(String data, String profile) throws Exception {
    return SearchRunner.run(
        new SearchRequest(data, profile, 3, folder.resolve("run-" + data.hashCode())),
        ProgressListener.NONE);
  }

  private GateResult judge(Path challenger, Path champion) throws Exception {
    return Judge.run(
        new JudgeRequest(challenger, champion, DATA, 1, folder), ProgressListener.NONE);
  }

  /** The same clips in folders of labels that have nothing to do with them. */
  private Path shuffle() throws Exception {
    Path root = folder.resolve("shuffled");
    List<LabeledClip> clips =
        DataSets.open(DATA).clips().stream()
            .filter(clip -> !clip.label().equals(DataSet.BACKGROUND))
            .toList();
    int[] order = IntStream.range(0, clips.size()).toArray();
    CounterRandom.of(5).shuffle(order);
    for (int i = 0; i < order.length; i++) {
      Path label = Files.createDirectories(root.resolve(clips.get(order[i]).label()));
      WavWriter.write(label.resolve("clip" + i + ".wav"), clips.get(i).audio().load());
    }
    return root;
  }
}
