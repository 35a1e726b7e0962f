// What is known about the captures under way.
#pragma once

#include "graph/graph.h"
#include "stream/stream.h"

namespace jarip {

struct Capture {
  unsigned long long id;
  Graph *graph;
  Stream *origin;
  bool owns_graph;  // it was made for this capture, and goes with it if the capture fails
  bool invalid;
  cudaStreamCaptureMode mode;
  Array<Stream *> streams;
};

// One stream's part in a capture.
struct StreamCapture {
  Capture *capture;
  Array<GraphNode *> tail;  // what the next node follows
};

// Makes `origin` capture into `graph`.
Capture &begin_capture(Stream &origin, Graph &graph, bool owns_graph, cudaStreamCaptureMode mode);

// Makes one more stream take part, with nothing before it.
void join_capture(Capture &capture, Stream &stream);

// Lets all its streams do in earnest again what is submitted to them.
void end_capture(Capture &capture);

// Adds a node behind the stream's tail, which is the tail from now on.
GraphNode &append_captured(StreamCapture &part);

// The capture with that number if it is still under way.
Capture *find_capture(unsigned long long id);

}  // namespace jarip
