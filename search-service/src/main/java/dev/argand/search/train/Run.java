package dev.argand.search.train;

import com.fasterxml.jackson.databind.JsonNode;
import dev.argand.network.Architecture;
import dev.argand.network.EngineDevice;
import dev.argand.network.Genotype;
import dev.argand.network.NetworkSpec;
import dev.argand.network.bundle.Bundle;
import dev.argand.network.bundle.Provenance;
import dev.argand.network.cell.Network;
import dev.argand.network.training.NetworkTrainer;
import dev.argand.runtime.SettingException;
import dev.argand.search.data.DataException;
import dev.argand.search.data.DataSet;
import dev.argand.search.data.DataSets;
import dev.argand.search.data.LabeledClip;
import dev.argand.search.data.Split;
import dev.argand.search.data.Splits;
import dev.argand.search.data.WindowSampler;
import dev.argand.search.dataset.LearnedGroups;
import dev.argand.search.evaluate.Answer;
import dev.argand.search.evaluate.EvaluationReport;
import dev.argand.search.evaluate.Evaluator;
import dev.argand.search.natives.NativesException;
import dev.argand.search.report.RunReport;
import dev.argand.search.run.Progress;
import dev.argand.search.run.ProgressListener;
import dev.argand.search.run.RunConfig;
import dev.argand.search.run.RunFolder;
import dev.argand.search.run.RunLock;
import dev.argand.search.run.RunLog;
import dev.argand.search.run.RunResult;
import dev.argand.search.run.RunWarning;
import dev.argand.search.run.SearchException;
import dev.argand.search.run.SearchRequest;
import dev.argand.search.spectra.Spectra;
import dev.argand.signal.FrontEnd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run from data to bundle: search, retrain, evaluate on held-out groups, choose thresholds. */
public final class Run {
  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final String FITTED_CHANNELS = "fitted.channels";
  private static final int GOLDEN_WINDOWS = 6;

  /** Windows of background that are scored at once. */
  private Run() {}

  /**
   * Does a run in this JVM, or the rest of it where an earlier worker was killed. One a JVM.
   *
   * <p>A run that was done is not done again. While another worker does this run, here or in
   * another process, this waits for what it makes.
   *
   * @throws DataException if the data cannot be used
   * @throws SettingException if the profile cannot
   * @throws SearchException if the folder is another run's
   * @throws NativesException if the spectra's natives do not start
   * @throws IOException if audio cannot be read or the bundle not be written
   */
  public static RunResult execute(SearchRequest request, ProgressListener listener)
      throws DataException,
          SettingException,
          NativesException,
          SearchException,
          IOException,
          InterruptedException {
    Profile profile = Profile.read(request.profile());
    DataSet data = DataSets.open(request.data());
    String dataDigest = DataSets.digest(request.data(), data);
    String runId = runId(dataDigest, profile, request.seed());
    RunFolder folder = new RunFolder(request.runFolder());
    RunConfig wanted = config(request, profile, dataDigest);
    folder.requireNotOf(wanted);
    Preflight.requireRoom(wanted);
    if (folder.config().isEmpty()) {
      Preflight.require(profile, data, DataSets.splits(request.data(), data));
    }
    // Nothing is told of a run that is refused.
    listener.onProgress(new Progress("load", 0, 1, Map.of()));
    try (RunLock lock = folder.lock(() -> waits(folder, listener))) {
      RunConfig config = folder.claim(wanted);
      folder.sweep();
      Optional<RunResult> before = folder.result();
      if (before.isPresent()) {
        LOG.info("Run {} was done before", runId);
        return before.get();
      }
      if (folder.hasLostItsBundle()) {
        LOG.info("Run {} was done and its bundle was deleted: it is made again", runId);
      }
      return telling(folder, () -> train(request, profile, data, config, folder, listener));
    }
  }

  private static void waits(RunFolder folder, ProgressListener listener) {
    LOG.info("Another worker works in {}: waiting for what it makes", folder.root());
    listener.onProgress(new Progress("load", 0, 0, Map.of("waiting", 1.0)));
  }

  /** What is asked for, as the folder of its run keeps it. */
  public static RunConfig config(SearchRequest request, Profile profile, String dataDigest) {
    return new RunConfig(
        runId(dataDigest, profile, request.seed()),
        realData(request.data()),
        dataDigest,
        realProfile(request.profile()),
        profile.values(),
        request.seed(),
        request.compute().device(),
        request.compute().spectraName(),
        System.getProperty("argand.commit", Provenance.UNKNOWN_COMMIT),
        Instant.now());
  }

  /** A data set as it is named from anywhere. */
  private static String realData(String spec) {
    if (DataSets.isFrozen(spec)) {
      return DataSets.FROZEN + real(spec.substring(DataSets.FROZEN.length()));
    }
    return DataSets.isBundled(spec) ? spec : real(spec);
  }

  /** A profile as it is named from anywhere, with what follows its name. */
  private static String realProfile(String text) {
    String name = Profile.baseName(text);
    String rest = text.substring(name.length());
    return Profile.BUILT_IN.contains(name) ? text : real(name) + rest;
  }

  private static String real(String text) {
    try {
      Path path = Path.of(text);
      return Files.exists(path) ? path.toRealPath().toString() : text;
    } catch (InvalidPathException | IOException e) {
      return text;
    }
  }

  /** What makes a run's result. */
  @FunctionalInterface
  interface Work {
    RunResult make()
        throws DataException, SettingException, NativesException, IOException, InterruptedException;
  }

  /** Works, and has the run's log say why if it fails: nobody else keeps it. */
  static RunResult telling(RunFolder folder, Work work)
      throws DataException, SettingException, NativesException, IOException, InterruptedException {
    try {
      return work.make();
    } catch (DataException
        | SettingException
        | NativesException
        | IOException
        | RuntimeException e) {
      failed(folder, String.valueOf(e.getMessage()));
      throw e;
    } catch (OutOfMemoryError e) {
      // What filled the memory is garbage here: a line has room again.
      try {
        failed(folder, "the worker ran out of memory: " + e.getMessage());
      } catch (IOException | OutOfMemoryError unsaid) {
        e.addSuppressed(unsaid);
      }
      throw e;
    }
  }

  private static void failed(RunFolder folder, String message) throws IOException {
    folder.log().append(RunLog.event("failed", Instant.now(), Map.of("message", message)));
  }

  private static RunResult train(
      SearchRequest request,
      Profile asked,
      DataSet data,
      RunConfig config,
      RunFolder folder,
      ProgressListener listener)
      throws DataException, SettingException, NativesException, IOException, InterruptedException {
    Splits splits = DataSets.splits(request.data(), data);
    FrontEnd frontEnd = asked.frontEnd();
    WindowSampler sampler = new WindowSampler(splits, frontEnd, asked.augmentation());
    List<LabeledClip> training = splits.clips(Split.TRAIN);
    Profile profile = asked.forClips(training.size());
    Preflight.requireMemory(profile, frontEnd, data.labels().size());
    Guards.beforeStart(profile).forEach(warning -> LOG.warn("{}", warning.text()));
    listener.onProgress(new Progress("load", 1, 1, told(Guards.beforeStart(profile))));
    String background = data.backgroundLabel();
    try (Spectra spectra = request.compute().open(frontEnd);
        BatchSource batches =
            new BatchSource(sampler, frontEnd, spectra, data.labels(), request.seed())) {
      Map<String, String> environment = environment(spectra.name());
      Journal journal = begin(folder, config.runId(), environment, listener);
      Budget budget = Budget.of(profile);
      NetworkSpec spec = RetrainPhase.spec(profile, frontEnd, data.labels().size());
      if (journal.genotype().isPresent()) {
        spec =
            spec.withArchitecture(Architecture.parse(journal.genotype().get()))
                .withChannels((int) journal.carried(FITTED_CHANNELS, spec.channels()));
      } else {
        if (spec.architecture() instanceof Genotype) {
          spec =
              spec.withArchitecture(
                  SearchPhase.run(
                      profile,
                      frontEnd,
                      data.labels(),
                      background,
                      training,
                      batches,
                      profile.isSearched() ? budget.terms(spec, journal) : List.of(),
                      request.seed(),
                      journal));
        }
        spec = budget.fit(spec);
        journal.carry(FITTED_CHANNELS, spec.channels());
        journal.foundGenotype(spec.architecture().toString());
      }
      Preflight.requireMemory(profile, spec);
      try (NetworkTrainer trainer =
          RetrainPhase.run(profile, spec, background, training, batches, request.seed(), journal)) {
        List<Answer> answers = new ArrayList<>();
        EvaluationReport heldOut =
            Evaluator.evaluate(
                frontEnd,
                data.labels(),
                features -> trainer.probabilities(QuietScores.join(features), features.length),
                splits.clips(Split.TEST),
                sampler,
                listener,
                answers::add);
        folder.writeHeldOut(answers);
        QuietScores quiet =
            QuietScores.of(profile, splits, sampler, spectra, trainer, request.seed(), listener);
        listener.onProgress(new Progress("publish", 0, 1, Map.of()));
        List<Double> thresholds =
            Thresholds.choose(
                quiet.kinds(),
                data.labels(),
                background,
                profile.falseAlarmsAnHour(),
                quiet.hoursAWindow());
        double alarms = 0;
        double hours = 0;
        for (float[][] kind : quiet.kinds()) {
          alarms += Thresholds.falseAlarms(kind, data.labels(), background, thresholds);
          hours += kind.length * quiet.hoursAWindow();
        }
        Map<String, Double> metrics = new TreeMap<>();
        metrics.put("heldOutAccuracy", heldOut.accuracy());
        metrics.put("heldOutClips", (double) heldOut.n());
        metrics.put("backgroundHours", hours);
        metrics.put("falseAlarmsAnHour", alarms / hours);
        heldOut.perLabel().forEach((label, value) -> metrics.put("accuracy/" + label, value));
        environment.put(LearnedGroups.KEY, learnedFrom(splits, training));
        profile.values().forEach((key, value) -> environment.put("profile." + key, value));
        BundleMaker.Content content =
            new BundleMaker.Content(
                data.labels(),
                background,
                thresholds,
                frontEnd,
                spec,
                metrics,
                new Provenance(
                    config.runId(),
                    config.data(),
                    config.dataDigest(),
                    config.seed(),
                    config.profile(),
                    profile.method(),
                    environment,
                    System.getProperty("argand.commit", Provenance.UNKNOWN_COMMIT),
                    null,
                    config.startedAt()),
                trainer.weightCount());
        Path bundle =
            BundleMaker.write(
                folder.root(), content, trainer.tensors(), goldenWindows(splits, sampler));
        listener.onProgress(new Progress("publish", 1, 1, Map.of()));
        RunResult result =
            new RunResult(
                config.runId(),
                bundle,
                bundle.getFileName().toString().replace(Bundle.SUFFIX, ""),
                spec.architecture().toString(),
                trainer.weightCount(),
                heldOut.accuracy(),
                PhaseJournal.seconds(journal, "search"),
                PhaseJournal.seconds(journal, "retrain"),
                warnings(profile, folder, alarms / hours));
        folder.writeResult(
            result,
            Map.of(
                "multiplications",
                Network.of(spec).multiplications(),
                "labels",
                data.labels(),
                "thresholds",
                thresholds,
                "metrics",
                metrics,
                "heldOut",
                heldOut.toMap()));
        folder.log().append(RunLog.event("end", Instant.now(), Map.of("digest", result.digest())));
        journal.close();
        report(folder);
        return result;
      }
    }
  }

  /** What was unusual before the start, and at the search's end. */
  private static List<String> warnings(Profile profile, RunFolder folder, double falseAlarms)
      throws IOException {
    List<String> warnings =
        new ArrayList<>(Guards.beforeStart(profile).stream().map(RunWarning::text).toList());
    List<JsonNode> epochs = folder.log().epochs("search");
    if (!epochs.isEmpty()) {
      epochs.get(epochs.size() - 1).path("warnings").forEach(text -> warnings.add(text.asText()));
    }
    Guards.falseAlarms(profile, falseAlarms).map(RunWarning::text).ifPresent(warnings::add);
    return warnings;
  }

  private static Map<String, Double> told(List<RunWarning> warnings) {
    Map<String, Double> values = new TreeMap<>();
    warnings.forEach(warning -> values.put("warning." + warning.name(), warning.figure()));
    return values;
  }

  private static void report(RunFolder folder) {
    try {
      RunReport.write(folder);
    } catch (IOException | RuntimeException e) {
      // The model is made; `argand runs export` makes the report again.
      LOG.warn("The report of {} could not be written", folder.root(), e);
    }
  }

  private static Journal begin(
      RunFolder folder, String runId, Map<String, String> environment, ProgressListener listener)
      throws IOException {
    Map<String, String> before = folder.environment();
    Journal journal = new Journal(folder, runId, listener);
    boolean isElsewhere = !before.isEmpty() && !before.equals(environment);
    if (isElsewhere && !journal.phase().isEmpty()) {
      LOG.warn(
          "Run {} goes on on another machine or version: last digits may differ ({}, was {})",
          runId,
          environment,
          before);
    }
    folder.writeEnvironment(environment);
    Map<String, Object> take = new LinkedHashMap<>();
    take.put("phase", journal.phase());
    take.put("step", journal.step());
    take.put("elsewhere", isElsewhere);
    folder.log().append(RunLog.event("take", Instant.now(), take));
    return journal;
  }

  /** Held-out audio of several labels. */
  private static float[][] goldenWindows(Splits splits, WindowSampler sampler) throws IOException {
    List<LabeledClip> clips = splits.clips(Split.VALIDATION);
    List<float[]> windows = new ArrayList<>();
    for (int i = 0; i < GOLDEN_WINDOWS; i++) {
      LabeledClip clip = clips.get((int) ((long) i * clips.size() / GOLDEN_WINDOWS));
      windows.add(sampler.evaluationWindows(clip).get(0));
    }
    return windows.toArray(new float[0][]);
  }

  /** Groups of the clips that were trained on, and of those that thresholds come from. */
  private static String learnedFrom(Splits splits, List<LabeledClip> training) {
    List<LabeledClip> all = new ArrayList<>(training);
    all.addAll(splits.clips(Split.VALIDATION));
    return LearnedGroups.text(all);
  }

  /** What decides the last bits, besides the seed. */
  private static Map<String, String> environment(String spectra) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("java", System.getProperty("java.version"));
    environment.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    environment.put("threads", System.getProperty("ai.djl.pytorch.num_threads", "default"));
    environment.put("engine", NetworkTrainer.engine());
    environment.put("device", EngineDevice.describe());
    environment.put("tf32", "off");
    environment.put("spectra", spectra);
    return environment;
  }

  /**
   * A run's id: SHA-256 of data digest, settings that are not as by default, and seed, the first 16
   * hex digits.
   */
  public static String runId(String dataDigest, Profile profile, long seed) {
    try {
      String text = dataDigest + "\n" + profile.choices() + "\n" + seed;
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }
}
