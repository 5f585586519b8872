package dev.argand.inference;

import dev.argand.runtime.LogFollower;
import dev.argand.schemas.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Folds {@code model.aliases} and {@code models}, and has the seat follow what they say, but not
 * before they have been read to where they ended.
 */
final class ChampionFold implements LogFollower.Fold {
  static final String COMPONENT = "alias log";

  private final String topicPrefix;
  private final String aliasTopic;
  private final ChampionSeat seat;
  private final Runnable afterFollowing;
  private AliasLog aliases = new AliasLog();

  /**
   * A fold of nothing.
   *
   * @param afterFollowing run each time that the seat has followed
   */
  ChampionFold(String topicPrefix, ChampionSeat seat, Runnable afterFollowing) {
    this.topicPrefix = topicPrefix;
    this.aliasTopic = Topic.MODEL_ALIASES.topicName(topicPrefix);
    this.seat = seat;
    this.afterFollowing = afterFollowing;
  }

  List<TopicPartition> partitions() {
    return LogFollower.partitionsOf(topicPrefix, Topic.MODEL_ALIASES, Topic.MODELS);
  }

  @Override
  public void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      // A tombstone: a compacted announcement; it takes no model out of use.
      return;
    }
    if (record.topic().equals(aliasTopic)) {
      aliases.event(record.value());
    } else {
      aliases.announcement(record.value());
    }
  }

  @Override
  public void restarted() {
    aliases = new AliasLog();
  }

  @Override
  public void upToDate() {
    seat.follow(aliases);
    afterFollowing.run();
  }
}
