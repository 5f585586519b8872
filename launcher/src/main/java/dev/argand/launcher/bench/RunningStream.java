package dev.argand.launcher.bench;

import org.apache.kafka.clients.producer.Producer;

/**
 * Recognition in a process of its own, on topics of its own.
 *
 * @param topicPrefix of its topics
 * @param applicationId what its changelogs' names begin with
 * @param producer of what its sources say
 * @param process that recognises
 * @param reader of what sources called {@code live} have recognised
 */
record RunningStream(
    String topicPrefix,
    String applicationId,
    Producer<String, byte[]> producer,
    MeasuredProcess process,
    LatencyReader reader)
    implements AutoCloseable {

  /** Sources that are silent yet. */
  NoiseTalkers talkers(StreamCase what, String name, int sources) {
    return new NoiseTalkers(producer, topicPrefix, what, name, sources);
  }

  @Override
  public void close() throws InterruptedException {
    reader.close();
    process.close();
    producer.close();
  }
}
