package dev.argand.console.board;

import dev.argand.schemas.AvroCodec;
import dev.argand.schemas.Topic;
import dev.argand.schemas.WireFormatException;
import dev.argand.schemas.avro.AliasEvent;
import dev.argand.schemas.avro.AudioFrame;
import dev.argand.schemas.avro.Evaluation;
import dev.argand.schemas.avro.ModelAnnouncement;
import dev.argand.schemas.avro.ModelDeployment;
import dev.argand.schemas.avro.Recognition;
import dev.argand.schemas.avro.SearchDecision;
import dev.argand.schemas.avro.SearchProgress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every board, and which topic each is folded from. Thread-safe: readers of several topics fold
 * while the page is told.
 */
public final class Boards {
  private final AvroCodec<Recognition> recognitionCodec = AvroCodec.of(Recognition.class);
  private final AvroCodec<ModelAnnouncement> modelCodec = AvroCodec.of(ModelAnnouncement.class);
  private final AvroCodec<AliasEvent> aliasCodec = AvroCodec.of(AliasEvent.class);
  private final AvroCodec<ModelDeployment> deploymentCodec = AvroCodec.of(ModelDeployment.class);
  private final AvroCodec<Evaluation> evaluationCodec = AvroCodec.of(Evaluation.class);
  private final AvroCodec<SearchDecision> decisionCodec = AvroCodec.of(SearchDecision.class);
  private final AvroCodec<SearchProgress> progressCodec = AvroCodec.of(SearchProgress.class);

  private final SourceBoard sources = new SourceBoard();
  private final RecognitionBoard recognitions = new RecognitionBoard();
  private final ModelBoard models = new ModelBoard();
  private final DeploymentBoard deployments = new DeploymentBoard();
  private final AccuracyBoard accuracy = new AccuracyBoard();
  private final SearchBoard searches = new SearchBoard();
  private final CurveBoard curves = new CurveBoard();

  /** Folds a frame whose samples were decoded already; see {@link SourceBoard#frame}. */
  public synchronized boolean frame(AudioFrame frame, float[] samples, Instant arrived) {
    return sources.frame(frame, samples, arrived);
  }

  /**
   * Folds the value of a record of any topic but {@code audio.frames}.
   *
   * @throws WireFormatException if it cannot be read; then nothing has changed
   */
  public synchronized void record(Topic topic, byte[] value) throws WireFormatException {
    switch (topic) {
      case RECOGNITIONS -> recognitions.recognised(recognitionCodec.decode(value));
      case MODELS -> models.announced(modelCodec.decode(value));
      case MODEL_ALIASES -> models.event(aliasCodec.decode(value));
      case MODEL_DEPLOYMENTS -> deployments.deployed(deploymentCodec.decode(value));
      case EVALUATIONS -> accuracy.judged(evaluationCodec.decode(value));
      case SEARCH_REQUESTS -> searches.decided(decisionCodec.decode(value));
      case SEARCH_PROGRESS -> {
        SearchProgress progress = progressCodec.decode(value);
        searches.progressed(progress);
        curves.progressed(progress);
      }
      case AUDIO_FRAMES, AUDIO_QUARANTINE, LABELS, CLIPS, CLIPS_WANTED -> throw notFolded(topic);
    }
  }

  /** Folds a tombstone. */
  public synchronized void tombstone(Topic topic, String key) {
    switch (topic) {
      case MODELS -> models.forgotten(key);
      case MODEL_DEPLOYMENTS -> deployments.left(key);
      case EVALUATIONS -> accuracy.withdrawn(key);
      case RECOGNITIONS, MODEL_ALIASES, SEARCH_REQUESTS, SEARCH_PROGRESS -> {
        // Nothing is ever taken back on these.
      }
      case AUDIO_FRAMES, AUDIO_QUARANTINE, LABELS, CLIPS, CLIPS_WANTED -> throw notFolded(topic);
    }
  }

  /** Every slice of the page's state at an instant, by name. */
  public synchronized Map<String, Object> views(Instant now) {
    Map<String, Object> views = new LinkedHashMap<>();
    views.put("sources", sources.view(now));
    views.put("recognitions", recognitions.view(models::labels));
    views.put("models", models.view());
    views.put("deployments", deployments.view(models.generation(), now));
    views.put("accuracy", accuracy.view());
    views.put("search", searches.view());
    views.put("curves", curves.view());
    return views;
  }

  /** Recognitions since the last call; see {@link RecognitionBoard#drain}. */
  public synchronized List<RecognitionBoard.Heard> newRecognitions() {
    return recognitions.drain(models::labels);
  }

  private static IllegalArgumentException notFolded(Topic topic) {
    return new IllegalArgumentException(
        "a topic that boards are folded from was expected, was " + topic);
  }
}
