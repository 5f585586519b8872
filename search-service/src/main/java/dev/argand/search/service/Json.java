package dev.argand.search.service;

import dev.argand.schemas.InstanceState;
import dev.argand.schemas.Micros;
import dev.argand.schemas.Succession;
import dev.argand.schemas.avro.GateResult;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.Comparison;
import dev.argand.search.model.ModelDesk;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as the API shows them: enums as text, times in ISO 8601 UTC, no number as null. */
final class Json {
  private Json() {}

  static Map<String, Object> of(SearchDecision decision) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("requestId", decision.getRequestId());
    map.put("at", Micros.instant(decision.getAtMicros()).toString());
    map.put("trigger", decision.getTrigger().name());
    map.put("decision", decision.getDecision().name());
    map.put("reason", decision.getReason());
    map.put("who", decision.getWho());
    put(map, "runId", decision.getRunId());
    put(map, "data", decision.getData());
    put(map, "profile", decision.getProfile());
    put(map, "seed", decision.getSeed());
    map.put("labelsSeen", decision.getLabelsSeen());
    return map;
  }

  static Map<String, Object> of(SearchProgress progress) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("runId", progress.getRunId());
    map.put("at", Micros.instant(progress.getAtMicros()).toString());
    map.put("state", progress.getState().name());
    map.put("phase", progress.getPhase());
    map.put("done", progress.getDone());
    map.put("total", progress.getTotal());
    Map<String, Object> values = new LinkedHashMap<>();
    progress.getValues().forEach((name, value) -> put(values, name, number(value)));
    map.put("values", values);
    put(map, "modelDigest", progress.getModelDigest());
    map.put("message", progress.getMessage());
    return map;
  }

  static Map<String, Object> of(ModelAnnouncement model) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("version", model.getVersion());
    map.put("digest", model.getDigest());
    map.put("runId", model.getRunId());
    map.put("labels", List.copyOf(model.getLabels()));
    map.put("field", model.getField());
    map.put("genotype", model.getGenotype());
    map.put("parameters", model.getParameters());
    put(map, "heldOutAccuracy", number(model.getHeldOutAccuracy()));
    map.put("publishedAt", Micros.instant(model.getPublishedAtMicros()).toString());
    map.put("dataDigest", model.getDataDigest());
    put(map, "gate", model.getGate() == null ? null : of(model.getGate()));
    return map;
  }

  static Map<String, Object> of(GateResult gate) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("promoted", gate.getPromoted());
    map.put("reason", gate.getReason());
    put(map, "championDigest", gate.getChampionDigest());
    map.put("championAccuracy", gate.getChampionAccuracy());
    map.put("challengerAccuracy", gate.getChallengerAccuracy());
    map.put("differenceLow", gate.getDifferenceLow());
    map.put("differenceHigh", gate.getDifferenceHigh());
    map.put("clips", gate.getClips());
    map.put("at", Micros.instant(gate.getAtMicros()).toString());
    return map;
  }

  /**
   * An instance of recognition.
   *
   * @param newest what the alias log says
   */
  static Map<String, Object> of(ModelDeployment instance, ModelDesk.Standing newest, Instant now) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("instance", instance.getInstanceId());
    map.put(
        "state", InstanceState.of(instance, newest.generation(), newest.champion(), now).text());
    map.put("generation", instance.getGeneration());
    map.put("servedGeneration", instance.getServedGeneration());
    map.put("version", instance.getChampionVersion());
    put(map, "digest", instance.getChampionDigest());
    map.put("failure", instance.getFailure());
    map.put("beside", instance.getBeside());
    map.put("at", Micros.instant(instance.getAtMicros()).toString());
    return map;
  }

  static Map<String, Object> of(Succession succession) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("digest", succession.digest());
    map.put("before", succession.before());
    map.put("sinceGeneration", succession.sinceGeneration());
    map.put("at", succession.at().toString());
    return map;
  }

  static Map<String, Object> of(Comparison comparison) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("digest", comparison.digest());
    map.put("others", comparison.others());
    map.put("windows", comparison.windows());
    map.put("otherwise", comparison.otherwise());
    map.put("share", comparison.share());
    map.put("low", comparison.low());
    map.put("high", comparison.high());
    put(map, "from", comparison.times().map(span -> span.from().toString()).orElse(null));
    put(map, "until", comparison.times().map(span -> span.until().toString()).orElse(null));
    map.put("pairs", comparison.pairs());
    return map;
  }

  static Map<String, Object> of(AliasChange change) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("generation", change.generation());
    map.put("alias", change.alias());
    put(map, "digest", change.digest());
    map.put("version", change.version());
    map.put("who", change.who());
    map.put("why", change.why());
    map.put("at", change.at().toString());
    map.put("voided", change.voided());
    return map;
  }

  private static @Nullable Object number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** JSON's null is a value like any other here. */
  @SuppressWarnings("NullAway")
  static void put(Map<String, Object> map, String name, @Nullable Object value) {
    map.put(name, value);
  }
}
