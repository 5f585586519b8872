package dev.argand.search.gate;

import dev.argand.network.LoadGate;
import dev.argand.network.Recognizer;
import dev.argand.runtime.PlainLocale;
import dev.argand.schemas.avro.GateResult;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.Splits;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.WorkerVoice;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The judging worker's program. */
public final class JudgeMain {
  /** Stands for no champion. */
  static final String NONE = "-";

  private JudgeMain() {}

  /** Arguments: challenger, champion or -, data, seed. */
  public static void main(String[] args) {
    PlainLocale.set();
    WorkerVoice.speak(listener -> judge(args, listener));
  }

  private static Map<String, ?> judge(String[] args, ProgressListener listener) throws Exception {
    DataSet data = DataSets.open(args[2]);
    Splits splits = DataSets.splits(args[2], data);
    long seed = Long.parseLong(args[3]);
    try (Recognizer challenger = LoadGate.load(Path.of(args[0]))) {
      if (args[1].equals(NONE)) {
        return map(Gate.judge(challenger, null, splits, seed, listener));
      }
      try (Recognizer champion = LoadGate.load(Path.of(args[1]))) {
        return map(Gate.judge(challenger, champion, splits, seed, listener));
      }
    }
  }

  private static Map<String, ?> map(GateResult result) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("promoted", result.getPromoted());
    map.put("reason", result.getReason());
    map.put("championDigest", result.getChampionDigest());
    map.put("championAccuracy", result.getChampionAccuracy());
    map.put("challengerAccuracy", result.getChallengerAccuracy());
    map.put("differenceLow", result.getDifferenceLow());
    map.put("differenceHigh", result.getDifferenceHigh());
    map.put("clips", result.getClips());
    map.put("atMicros", result.getAtMicros());
    return map;
  }
}
