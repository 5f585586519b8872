package dev.argand.launcher.command;

import dev.argand.launcher.terminal.CommandFailure;
import dev.argand.launcher.terminal.LogLevels;
import dev.argand.search.model.AliasChange;
import dev.argand.search.model.ModelDesk;
import dev.argand.search.model.ModelDeskException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a person does to the names of models, and how it is answered. */
final class DeskMoves {
  /** Of a model that was never announced: long enough for any command to find it. */
  private static final int SHORT_DIGEST = 12;

  private DeskMoves() {}

  /** One of them. */
  @FunctionalInterface
  interface Move {
    AliasChange by(ModelDesk desk) throws ModelDeskException;
  }

  /** Makes a move and says what came of it. */
  static int make(KafkaOptions kafka, JsonOption json, Move move) throws Exception {
    LogLevels.quiet();
    try (ModelDesk desk = desk(kafka)) {
      AliasChange change = move.by(desk);
      json.answer(asMap(change), words(change));
    } catch (ModelDeskException e) {
      throw failure(e);
    }
    return 0;
  }

  /** A desk at the Kafka that is meant. */
  static ModelDesk desk(KafkaOptions kafka) throws Exception {
    return new ModelDesk(kafka.require(), kafka.topicPrefix(), Clock.systemUTC());
  }

  static CommandFailure failure(ModelDeskException e) {
    String message = String.valueOf(e.getMessage());
    return e.reason() == ModelDeskException.Reason.OVERTAKEN
        ? CommandFailure.failed(message)
        : CommandFailure.usage(message);
  }

  private static String words(AliasChange change) {
    return change.digest() == null
        ? "there is no %s from generation %d on".formatted(change.alias(), change.generation())
        : "the %s is version %s from generation %d on"
            .formatted(change.alias(), version(change), change.generation());
  }

  static String version(AliasChange change) {
    if (change.digest() == null) {
      return "-";
    }
    return change.version() == 0
        ? change.digest().substring(0, SHORT_DIGEST)
        : String.valueOf(change.version());
  }

  static Map<String, Object> asMap(AliasChange change) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("generation", change.generation());
    map.put("alias", change.alias());
    map.put("digest", change.digest());
    map.put("version", change.version());
    map.put("who", change.who());
    map.put("why", change.why());
    map.put("at", change.at().toString());
    map.put("voided", change.voided());
    return map;
  }
}
