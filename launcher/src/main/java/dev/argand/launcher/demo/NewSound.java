package dev.argand.launcher.demo;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.SoundKind;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.signal.CounterRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A kind of sound that the first model never heard, beside the data that it learned from.
 *
 * @param kind the new kind
 * @param splits the tour's data with clips of the new kind; the others keep their places
 */
record NewSound(SoundKind kind, Splits splits) {
  /**
   * The first spare kind that the data do not have.
   *
   * @throws CommandFailure if they have all of them
   */
  static NewSound beside(Splits known) throws DataException, CommandFailure {
    DataSet data = known.data();
    SoundKind kind =
        SoundKind.spare().stream()
            .filter(spare -> !data.labels().contains(spare.label()))
            .findFirst()
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "the data have labels for every spare sound; --first-act leaves the second"
                            + " act out"));
    return new NewSound(kind, Splits.of(data.plus(DataSets.events(kind)), known.assignment()));
  }

  /**
   * A scene in which every other event is of the new kind.
   *
   * <p>What is labelled will be learned from, and some of it be held out: known sounds come from
   * the validation split then, so that no test clip is learned from and no training clip tests.
   * Sounds to judge by come from the test split, the new kind's too.
   */
  LiveSource scene(
      String sourceId, int sampleRateHz, Chapter chapter, Duration duration, CounterRandom random)
      throws IOException {
    List<LabeledClip> clips =
        chapter == Chapter.AFTER
            ? splits.clips(Split.TEST)
            : splits.data().clips().stream().filter(this::mayBeLearned).toList();
    return LiveSource.of(
        sourceId, clips, splits.data().backgroundLabel(), rota(), duration, sampleRateHz, random);
  }

  private boolean mayBeLearned(LabeledClip clip) {
    Split split = splits.of(clip.group());
    return clip.label().equals(kind.label()) ? split != Split.TEST : split == Split.VALIDATION;
  }

  private List<String> rota() {
    List<String> rota = new ArrayList<>();
    for (String label : splits.data().labels()) {
      if (!label.equals(splits.data().backgroundLabel()) && !label.equals(kind.label())) {
        rota.add(label);
        rota.add(kind.label());
      }
    }
    return rota;
  }
}
