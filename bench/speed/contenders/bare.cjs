// The service alone: nothing is read and nothing is forwarded.
